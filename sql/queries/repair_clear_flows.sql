-- script: both grains, before they are written anew
delete from hentra.flow_day;
delete from hentra.flow_half_month;
