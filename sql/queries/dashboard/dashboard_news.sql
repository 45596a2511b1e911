-- $1 after this number bigint, $2 at most integer -> what happened to alerts since, the oldest first
-- columns: number alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id agency_name
select t.number, t.alert_id, t.transition, t.reason, t.at, left(r.name, 63) as rule, r.kind, a.step,
       hentra.alert_offset_minutes(r, a.step, a.usual_minutes) as offset_minutes, a.due_at, coalesce(a.dossier_id, '') as dossier_id, t.case_kind,
       coalesce(g.code, '') as agency, coalesce(u.code, '') as recipient, coalesce(p.code, '') as procedure, t.stale, coalesce(x.code, '') as source,
       coalesce(a.usual_minutes, 0) as usual_minutes, coalesce(round(a.chance * 100), 0)::integer as chance_percent, coalesce(a.alike, 0) as alike,
       coalesce(t.agency_id, 0) as agency_id, coalesce(v.name, '') as agency_name
from hentra.alert_transition t
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.agency u on u.agency_id = t.recipient_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
left join hentra.source x on x.source_id = a.source_id
left join hentra.agency_said v on v.agency_id = t.agency_id and hentra.local_day(t.at) >= v.valid_from and hentra.local_day(t.at) < v.valid_to
where t.number > $1
order by t.number
limit $2;
