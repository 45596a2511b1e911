-- no parameters -> messages about alerts that the topic refused, the oldest first; message: its id
-- columns: message rule dossier refused_at
select t.alert_id || '.' || t.transition as message, r.name as rule, coalesce(a.dossier_id, x.code, '') as dossier, t.refused_at
from hentra.alert_transition t
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.source x on x.source_id = a.source_id
where t.refused_at is not null
order by t.refused_at, t.alert_id, t.transition;
