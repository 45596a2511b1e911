-- no parameters -> every rule, those that are not enabled too
-- columns: name
select name from hentra.alert_rule order by name;
