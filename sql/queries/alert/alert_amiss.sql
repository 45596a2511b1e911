-- $1 due dates behind it timestamptz, $2 at timestamptz, $3 about so many dossiers bigint, $4 those without an alert that holds too boolean; the windows of all steps: $5 rule_id bigint[], $6 step bigint[], $7 above bigint[], $8 until bigint[] (microseconds), $9 calendar bigint[]
-- -> dossiers whose alerts are not those that hold, among the next due dates; null: none; on each row up to which due date it looked, null: up to the last
-- columns: until dossier_id
with step as materialized (
        select w.rule_id::integer, w.step::smallint, hentra.instant(w.above) as above, hentra.instant(w.until) as until, w.calendar
        from unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[]) as w (rule_id, step, above, until, calendar)),
-- Calendars that this alerter knows; an agency that goes by another one since is judged by the general one until it reads them again.
own as materialized (
        select k.agency_id, k.calendar_id from hentra.working_calendar k where k.calendar_id in (select calendar from step)),
-- Of rules that are switched off and of steps that are no more, too, alerts may stand.
ever as materialized (
        select r.rule_id, n::smallint as step
        from hentra.alert_rule r
        cross join generate_series(1, 16) as n
        where r.kind < 4),
stop as materialized (
        select least((select d.due_at
                      from hentra.dossier d
                      where d.due_at > $1 and hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at)
                      order by d.due_at
                      offset $3 limit 1),
                     (select min(a.due_at)
                      from ever e
                      cross join lateral (
                              select a.due_at
                              from hentra.alert a
                              where a.rule_id = e.rule_id and a.step = e.step and a.due_at > $1 and a.transition % 2 = 1
                              order by a.due_at
                              offset $3 limit 1) a)) as until),
holds as (
        select d.dossier_id, w.rule_id, w.step, d.due_at, d.agency_id
        from step w
        join hentra.alert_rule r using (rule_id)
        cross join stop
        cross join lateral (
                select d.dossier_id, d.due_at, d.agency_id, d.procedure_id, d.case_kind
                from hentra.dossier d
                where d.due_at > greatest($1, w.above) and d.due_at <= least(w.until, stop.until)
                  and hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at)
                offset 0) d
        where hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $2)
              and w.calendar = coalesce((select o.calendar_id from own o where o.agency_id = d.agency_id), 0)),
stands as (
        select a.dossier_id, a.rule_id, a.step, a.due_at, raised.agency_id
        from ever e
        cross join stop
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.due_at
                from hentra.alert a
                where a.rule_id = e.rule_id and a.step = e.step and a.due_at > $1 and a.due_at <= coalesce(stop.until, 'infinity')
                  and a.transition % 2 = 1
                offset 0) a
        cross join lateral (
                select t.agency_id
                from hentra.alert_transition t
                where t.alert_id = a.alert_id and t.transition = a.transition
                offset 0) raised),
amiss as (
        select dossier_id
        from (select dossier_id, rule_id, step, due_at, agency_id, 1 as n from holds
              union all
              select dossier_id, rule_id, step, due_at, agency_id, -1 as n from stands) both_sides
        group by dossier_id, rule_id, step, due_at, agency_id
        having sum(n) < 0 or sum(n) > 0 and $4)
select stop.until, a.dossier_id
from stop
left join (select distinct dossier_id from amiss) a on true;
