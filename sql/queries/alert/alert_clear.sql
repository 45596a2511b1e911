-- $1 at timestamptz, $2 ids of dossiers that changed, one per line, text; the windows of all steps: $3 rule_id bigint[], $4 step bigint[], $5 above bigint[], $6 until bigint[] (microseconds); $7 instant of the windows timestamptz; $8 of the windows, calendar bigint[]
-- -> of these dossiers and of due dates that have passed the windows, clears the alerts that do not hold any more, one row each: alert_id
with step as materialized (
        select w.rule_id::integer, w.step::smallint, hentra.instant(w.above) as above, hentra.instant(w.until) as until, w.calendar
        from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $8::bigint[]) as w (rule_id, step, above, until, calendar)),
-- Being likely late has no window: it is over at the instant at which being overdue is raised.
passed as materialized (
        select rule_id, step, above from step
        union all
        select rule_id, 1, $7::timestamptz - interval '1 microsecond' from hentra.alert_rule where kind = 5),
-- Calendars that this alerter knows; an agency that goes by another one since is judged by the general one until it reads them again.
own as materialized (
        select k.agency_id, k.calendar_id from hentra.working_calendar k where k.calendar_id in (select calendar from step)),
candidate as materialized (
        select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
        from (select distinct dossier_id from unnest(string_to_array($2, E'\n')) as changed (dossier_id)) changed
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
                from hentra.alert a
                where a.dossier_id = changed.dossier_id and a.transition % 2 = 1
                offset 0) a
        union
        select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
        from passed w
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
                from hentra.alert a
                where a.rule_id = w.rule_id and a.step = w.step and a.due_at <= w.above and a.transition % 2 = 1
                offset 0) a),
judged as materialized (
        select a.alert_id, a.transition,
               coalesce(hentra.alert_over(a.due_at, d.received_at, d.ended_by, d.paused_at, d.status, d.due_at),
                        case when r.kind = 5 then case when a.due_at < $7::timestamptz then 7 end
                             when w.rule_id is null or not hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $1) then 8
                             when a.due_at <= w.above then 7
                             when a.due_at > w.until then 8 -- the rule or the calendar has changed
                             when d.agency_id <> raised.agency_id then 8 -- it is raised anew, for the agency that has it now
                             end) as reason
        from candidate a
        join hentra.alert_rule r using (rule_id)
        cross join lateral (
                select d.received_at, d.ended_by, d.paused_at, d.status, d.due_at, d.agency_id, d.procedure_id, d.case_kind
                from hentra.dossier d
                where d.dossier_id = a.dossier_id
                offset 0) d
        cross join lateral (
                select t.agency_id
                from hentra.alert_transition t
                where t.alert_id = a.alert_id and t.transition = a.transition
                offset 0) raised
        left join step w on w.rule_id = a.rule_id and w.step = a.step
             and w.calendar = coalesce((select o.calendar_id from own o where o.agency_id = d.agency_id), 0))
select hentra.alert_clear(array_agg(alert_id), array_agg(transition), array_agg(reason), $1) as alert_id
from judged
where reason is not null;
