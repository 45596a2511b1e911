-- $1 dossier_id text -> acknowledgements and snoozes of its alerts, in order; until, lifted_at and lifted_by null: none
-- columns: rule_id alert_id until reason made_at made_by lifted_at lifted_by
select a.rule_id, k.alert_id, k.until, k.reason, k.made_at, k.made_by, k.lifted_at, k.lifted_by
from hentra.alert a
join hentra.alert_ack k using (alert_id)
where a.dossier_id = $1
order by k.ack_id;
