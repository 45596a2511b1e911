-- script: both grains, before they are written anew, and what triggers made of the grain by day
delete from hentra.flow_day;
delete from hentra.flow_form06;
delete from hentra.flow_half_month;
