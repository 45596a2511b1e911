-- $1 agency_id integer, $2 most integer -> the alerts that stand for an agency, the oldest due date first, and how many there are of each kind: due soon, overdue, escalation, alert_id, transition, raised_at, rule, kind, step, due_at, dossier_id, case_kind, codes of agency and procedure, stale
select count(*) filter (where r.kind = 1) over (), count(*) filter (where r.kind = 2) over (), count(*) filter (where r.kind = 3) over (),
       a.alert_id, a.transition, t.at, r.name, r.kind, a.step, a.due_at, a.dossier_id, t.case_kind, coalesce(g.code, ''),
       coalesce(p.code, ''), t.stale
from hentra.alert a
join hentra.alert_transition t using (alert_id, transition)
join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
where a.transition % 2 = 1 and t.recipient_id = $1
order by a.due_at, a.alert_id
limit $2;
