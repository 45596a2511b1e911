-- $1 now timestamptz -> enabled rules that are met for the first time begin now
update hentra.alert_rule set start_mark = $1 where start_mark is null and enabled;
