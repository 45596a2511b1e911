-- $1 alert_id bigint[], $2 dossier_id text[], $3 at timestamptz -> the open alerts of these numbers and dossiers, and whether anything of them is acknowledged, or snoozed until later than that
-- columns: alert_id dossier_id rule marked
select a.alert_id, coalesce(a.dossier_id, '') as dossier_id, r.name as rule,
       exists (select from hentra.alert_ack k
               join hentra.alert o using (alert_id)
               where (o.alert_id = a.alert_id
                      or k.until is not null and o.dossier_id = a.dossier_id and o.rule_id = a.rule_id and o.due_at = a.due_at)
                 and k.lifted_at is null and (k.until is null or k.until > $3::timestamptz)) as marked
from hentra.alert a
join hentra.alert_transition t using (alert_id, transition) -- whoever sees some agencies only: not what was handed on
join hentra.alert_rule r using (rule_id)
where a.transition % 2 = 1 and (a.alert_id = any ($1::bigint[]) or a.dossier_id = any ($2::text[]))
order by a.alert_id;
