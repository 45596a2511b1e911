-- $1 most integer -> transitions that the topic has not had yet, in order; offset_minutes: of the step
-- columns: alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id
select t.alert_id, t.transition, t.reason, t.at, left(r.name, 63) as rule, r.kind, a.step, hentra.alert_offset_minutes(r, a.step, a.usual_minutes) as offset_minutes, a.due_at, coalesce(a.dossier_id, '') as dossier_id,
       t.case_kind, coalesce(g.code, '') as agency, coalesce(u.code, '') as recipient, coalesce(p.code, '') as procedure,
       t.stale,
       coalesce(x.code, '') as source, coalesce(a.usual_minutes, 0) as usual_minutes,
       coalesce(round(a.chance * 100), 0)::integer as chance_percent, coalesce(a.alike, 0) as alike, coalesce(t.agency_id, 0) as agency_id
from hentra.alert_transition t
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.agency u on u.agency_id = t.recipient_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
left join hentra.source x on x.source_id = a.source_id
where t.published_at is null and t.refused_at is null
order by t.alert_id, t.transition
limit $1;
