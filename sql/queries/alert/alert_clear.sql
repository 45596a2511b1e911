-- $1 at timestamptz, $2 ids of dossiers that changed, one per line, text; the windows of all steps: $3 rule_id bigint[], $4 step bigint[], $5 above bigint[], $6 until bigint[] (microseconds), $7 calendar bigint[]
-- -> of these dossiers and of due dates that have passed the windows, clears the alerts that do not hold any more, one row each: alert_id
with step as materialized (
        select w.rule_id::integer, w.step::smallint, hentra.instant(w.above) as above, hentra.instant(w.until) as until, w.calendar
        from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) as w (rule_id, step, above, until, calendar)),
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
        from step w
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
                from hentra.alert a
                where a.rule_id = w.rule_id and a.step = w.step and a.due_at <= w.above and a.transition % 2 = 1
                offset 0) a),
judged as materialized (
        select a.alert_id, a.transition, d.agency_id, raised.recipient_id, d.procedure_id, d.case_kind,
               case when d.received_at is null then 9
                    when d.ended_by in (9, 10) then 1
                    when d.ended_by = 3 then 2
                    when d.ended_by = 7 then 3
                    when d.ended_by = 8 or d.paused_at is not null and d.status = 8 then 4
                    when d.paused_at is not null then 5
                    when d.due_at is distinct from a.due_at then 6
                    when w.rule_id is null or not hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $1) then 8
                    when a.due_at <= w.above then 7
                    when a.due_at > w.until then 8 -- the rule or the calendar has changed
                    when d.agency_id <> raised.agency_id then 8 -- it is raised anew, for the agency that has it now
                    end as reason
        from candidate a
        join hentra.alert_rule r using (rule_id)
        cross join lateral (
                select d.received_at, d.ended_by, d.paused_at, d.status, d.due_at, d.agency_id, d.procedure_id, d.case_kind
                from hentra.dossier d
                where d.dossier_id = a.dossier_id
                offset 0) d
        cross join lateral (
                select t.agency_id, t.recipient_id
                from hentra.alert_transition t
                where t.alert_id = a.alert_id and t.transition = a.transition
                offset 0) raised
        left join step w on w.rule_id = a.rule_id and w.step = a.step
             and w.calendar = coalesce((select o.calendar_id from own o where o.agency_id = d.agency_id), 0)
        where r.kind < 4),
cleared as (
        update hentra.alert a set transition = j.transition + 1
        from judged j
        where a.alert_id = j.alert_id and a.transition = j.transition and j.reason is not null
        returning a.alert_id, a.transition)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select c.alert_id, c.transition, $1, j.reason, j.agency_id, j.recipient_id, j.procedure_id, j.case_kind, false
from cleared c
join judged j using (alert_id)
order by c.alert_id
returning alert_id;
