-- script: makes room for the curves of another fit; an alerter waits with the pauses that it has seen until this is over
lock table hentra.foresight_pause in share row exclusive mode;
delete from hentra.foresight_curve;
delete from hentra.foresight_procedure;
delete from hentra.foresight_agency;
delete from hentra.foresight_pause;
