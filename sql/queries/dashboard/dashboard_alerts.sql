-- $1 state text: raised (default; those that stand) or all, $2 agency text (null: all), $3 before this number bigint (null: the newest), $4 at most integer
-- -> transitions of alerts, the newest first
-- columns: number alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id agency_name acknowledged_by acknowledged_at acknowledged_reason snoozed_by snoozed_at snoozed_until snoozed_reason
with wanted as materialized (
        select agency_id from hentra.agency where code = $2::text),
-- What stands is little beside what was; so it is not looked for among that.
standing as materialized (
        select t.number
        from hentra.alert a
        join hentra.alert_transition t using (alert_id, transition)
        where $2::text is null and coalesce($1, 'raised') = 'raised' and a.transition % 2 = 1 and ($3::bigint is null or t.number < $3)),
-- First which ones are shown: the view has more tables than the planner puts in order.
shown as materialized (
        select number
        from ( -- each by an index of its own, from the newest on
                (select t.number
                 from hentra.alert_transition t
                 where $2::text is null and $1 = 'all' and ($3::bigint is null or t.number < $3)
                 order by t.number desc
                 limit $4)
                union
                (select number from standing order by number desc limit $4)
                union
                (select t.number
                 from hentra.alert_transition t
                 join hentra.alert a using (alert_id)
                 where t.agency_id = (select agency_id from wanted)
                   and (coalesce($1, 'raised') = 'all' or (t.transition = a.transition and a.transition % 2 = 1)) and ($3::bigint is null or t.number < $3)
                 order by t.number desc
                 limit $4)
                union
                (select t.number
                 from hentra.alert_transition t
                 join hentra.alert a using (alert_id)
                 where t.recipient_id = (select agency_id from wanted)
                   and (coalesce($1, 'raised') = 'all' or (t.transition = a.transition and a.transition % 2 = 1)) and ($3::bigint is null or t.number < $3)
                 order by t.number desc
                 limit $4)
             ) n
        order by number desc
        limit $4)
select number, alert_id, transition, reason, at, rule, kind, step, offset_minutes, due_at, dossier_id, case_kind, agency, recipient, procedure, stale, source,
       usual_minutes, chance_percent, alike, agency_id, agency_name, acknowledged_by, acknowledged_at, acknowledged_reason,
       snoozed_by, snoozed_at, snoozed_until, snoozed_reason
from hentra.alert_detail
where number = any (array(select number from shown))
order by number desc;
