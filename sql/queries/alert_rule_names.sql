-- no parameters -> the name of every rule, of those that are not enabled too
select name from hentra.alert_rule order by name;
