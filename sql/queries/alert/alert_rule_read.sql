-- no parameters -> the enabled rules
-- columns: rule_id name kind offsets start_mark
select rule_id, left(name, 63) as name, kind, offsets::bigint[] as offsets, start_mark
from hentra.alert_rule
where enabled
order by rule_id;
