-- script: both grains, before they are written anew; what triggers made of the first, too
delete from hentra.flow_day;
delete from hentra.flow_form06;
delete from hentra.flow_half_month;
