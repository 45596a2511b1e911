-- no parameters -> the enabled rules about dossiers; content: a hash of all that a rule says
-- columns: rule_id name kind offsets start_mark content
select r.rule_id, left(r.name, 63) as name, r.kind, r.offsets::bigint[] as offsets, r.start_mark, hashtextextended(r::text, 0) as content
from hentra.alert_rule r
where r.enabled and r.kind < 4
order by r.rule_id;
