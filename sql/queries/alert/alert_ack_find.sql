-- $1 alert_id bigint[], $2 dossier_id text[], $3 at timestamptz, $4 whether they are to be snoozed boolean
-- -> the open alerts of these numbers and dossiers, of those to be snoozed such as an agency is told that the role sees; and whether anything can be taken
-- back of them: an acknowledgement, or a snooze until later than that
-- columns: alert_id dossier_id rule marked
select a.alert_id, coalesce(a.dossier_id, '') as dossier_id, r.name as rule,
       (exists (select from hentra.alert_ack k where k.alert_id = a.alert_id and k.lifted_at is null and k.until is null)
        or o.told and exists (select from hentra.alert_snooze z where z.alert_id = a.alert_id and z.until > $3::timestamptz)) as marked
from hentra.alert a
join hentra.alert_transition t using (alert_id, transition) -- whoever sees some agencies only: not what was handed on
join hentra.alert_rule r using (rule_id)
cross join lateral (select (select hentra.sees_all()) or (select hentra.agencies_seen())[t.recipient_id + 1] as told) o
where a.transition % 2 = 1 and (a.alert_id = any ($1::bigint[]) or a.dossier_id = any ($2::text[])) and (o.told or not $4)
order by a.alert_id;
