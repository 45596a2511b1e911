-- $1 dossier_id text -> what happened to the alerts of a dossier, in order
-- columns: number alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id agency_name acknowledged_by acknowledged_at acknowledged_reason snoozed_by snoozed_at snoozed_until snoozed_reason
select number, alert_id, transition, reason, at, rule, kind, step, offset_minutes, due_at, dossier_id, case_kind, agency, recipient, procedure, stale, source,
       usual_minutes, chance_percent, alike, agency_id, agency_name, acknowledged_by, acknowledged_at, acknowledged_reason,
       snoozed_by, snoozed_at, snoozed_until, snoozed_reason
from hentra.alert_detail
where dossier_id = $1
order by number;
