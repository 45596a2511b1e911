-- $1 agency code text (null: any), $2 rule name text (null: any) -> the open alerts, the oldest due date first
-- columns: alert_id raised_at rule kind step due_at dossier_id agency recipient procedure stale source usual_minutes chance_percent alike
select alert_id, raised_at, rule, kind, step::integer as step, due_at, coalesce(dossier_id, '') as dossier_id, coalesce(agency, '') as agency, coalesce(recipient, '') as recipient,
       coalesce(procedure, '') as procedure, stale,
       coalesce(source, '') as source, usual_minutes, round(chance * 100)::integer as chance_percent, alike
from hentra.alert_open
where ($1::text is null or agency = $1
       or exists (select
                  from hentra.agency a
                  join hentra.agency_spoken s on s.agency_id = a.agency_id
                  join hentra.agency m on m.agency_id = s.member_id
                  where a.code = alert_open.agency and m.code = $1 and hentra.local_day(raised_at) >= s.valid_from and hentra.local_day(raised_at) < s.valid_to))
  and ($2::text is null or rule = $2)
order by due_at, dossier_id, rule, step;
