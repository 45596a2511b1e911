-- $1 dossier_id text -> what happened to the alerts of a dossier, in order
-- columns: number alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id agency_name acknowledged_by acknowledged_at acknowledged_reason snoozed_by snoozed_at snoozed_until snoozed_reason
-- First which ones there are: the view has more tables than the planner puts in order.
with shown as materialized (
        select t.number from hentra.alert a join hentra.alert_transition t using (alert_id) where a.dossier_id = $1)
select number, alert_id, transition, reason, at, rule, kind, step, offset_minutes, due_at, dossier_id, case_kind, agency, recipient, procedure, stale, source,
       usual_minutes, chance_percent, alike, agency_id, agency_name, acknowledged_by, acknowledged_at, acknowledged_reason,
       snoozed_by, snoozed_at, snoozed_until, snoozed_reason
from hentra.alert_detail
where number = any (array(select number from shown))
order by number;
