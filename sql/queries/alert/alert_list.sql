-- $1 agency code text (null: any), $2 rule name text (null: any) -> the alerts that stand, the oldest due date first: alert_id, raised_at, rule, kind, step, due_at, dossier_id, agency, recipient, procedure, stale
select alert_id, raised_at, rule, kind, step::integer, due_at, dossier_id, coalesce(agency, ''), coalesce(recipient, ''), coalesce(procedure, ''), stale
from hentra.alert_open
where ($1::text is null or agency = $1) and ($2::text is null or rule = $2)
order by due_at, dossier_id, rule, step;
