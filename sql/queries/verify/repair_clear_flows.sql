-- script: both grains, before they are written anew, and what is kept for form 06
delete from hentra.flow_day;
delete from hentra.flow_form06;
delete from hentra.flow_form06_field;
delete from hentra.flow_half_month;
