-- no parameters -> nothing; no truncate, for which readers would have to wait
delete from hentra.calendar_day;
