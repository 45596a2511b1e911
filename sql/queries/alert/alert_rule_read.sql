-- no parameters -> the enabled rules: rule_id, name, kind, offsets as bigint[], start_mark
select rule_id, left(name, 63), kind, offsets::bigint[], start_mark
from hentra.alert_rule
where enabled
order by rule_id;
