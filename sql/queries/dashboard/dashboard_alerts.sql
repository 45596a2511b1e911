-- $1 state text: raised (default; those that stand) or all, $2 agency text (null: all), $3 before this number bigint (null: the newest), $4 at most integer
-- -> transitions of alerts, the newest first
-- columns: number alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id agency_name acknowledged_by acknowledged_at acknowledged_reason snoozed_by snoozed_at snoozed_until snoozed_reason
select number, alert_id, transition, reason, at, rule, kind, step, offset_minutes, due_at, dossier_id, case_kind, agency, recipient, procedure, stale, source,
       usual_minutes, chance_percent, alike, agency_id, agency_name, acknowledged_by, acknowledged_at, acknowledged_reason,
       snoozed_by, snoozed_at, snoozed_until, snoozed_reason
from hentra.alert_detail
where (stands or $1 = 'all') and ($2::text is null or agency = $2 or recipient = $2) and ($3::bigint is null or number < $3)
order by number desc
limit $4;
