-- $1 at timestamptz, $2 ids of dossiers that changed, one a line, text, $3 stale boolean; the windows of all steps: $4 rule_id bigint[], $5 step bigint[], $6 up bigint[], $7 above bigint[], $8 until bigint[] (microseconds), $9 looked at up to bigint[], $10 calendar bigint[]
-- -> raises what holds and does not stand yet, for the dossiers that changed and for due dates after `looked at`, one row each: alert_id
with step as materialized (
        select w.rule_id::integer, w.step::smallint, w.up::integer, hentra.instant(w.above) as above, hentra.instant(w.until) as until,
               hentra.instant(w.looked) as looked, w.calendar
        from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
                as w (rule_id, step, up, above, until, looked, calendar)),
-- Calendars that this alerter knows; an agency that goes by another one since is judged by the general one until it reads them again.
own as materialized (
        select k.agency_id, k.calendar_id from hentra.working_calendar k where k.calendar_id in (select calendar from step)),
candidate as materialized (
        select d.dossier_id, d.due_at, d.agency_id, d.procedure_id, d.case_kind, w.rule_id, w.step, w.up
        from (select distinct dossier_id from unnest(string_to_array($2, E'\n')) as changed (dossier_id)) changed
        cross join lateral (
                select d.dossier_id, d.due_at, d.agency_id, d.procedure_id, d.case_kind, d.received_at, d.ended_by, d.paused_at
                from hentra.dossier d
                where d.dossier_id = changed.dossier_id
                offset 0) d
        join step w on d.due_at > w.above and d.due_at <= w.until
             and w.calendar = coalesce((select o.calendar_id from own o where o.agency_id = d.agency_id), 0)
        where hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at)
        union
        select d.dossier_id, d.due_at, d.agency_id, d.procedure_id, d.case_kind, w.rule_id, w.step, w.up
        from step w
        cross join lateral (
                select d.dossier_id, d.due_at, d.agency_id, d.procedure_id, d.case_kind
                from hentra.dossier d
                where d.due_at > greatest(w.looked, w.above) and d.due_at <= w.until
                  and hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at)
                offset 0) d
        where w.calendar = coalesce((select o.calendar_id from own o where o.agency_id = d.agency_id), 0)),
raised as (
        insert into hentra.alert as a (dossier_id, rule_id, step, due_at, transition, recipient_id) -- raised again: a new alert
        select c.dossier_id, c.rule_id, c.step, c.due_at, 1, hentra.agency_above(c.agency_id, hentra.local_day($1), c.up)
        from candidate c
        join hentra.alert_rule r using (rule_id)
        where hentra.alert_covers(r, c.agency_id, c.procedure_id, c.case_kind, $1)
          -- What stands is not touched: a conflict would lock its row. Looks take turns, so none is added meanwhile.
          and not exists (
               select
               from hentra.alert s
               where s.dossier_id = c.dossier_id and s.rule_id = c.rule_id and s.step = c.step and s.due_at = c.due_at
                 and s.transition % 2 = 1)
        order by c.dossier_id, c.rule_id, c.step
        on conflict (dossier_id, rule_id, step, due_at) where transition % 2 = 1 do nothing
        returning a.alert_id, a.transition, a.dossier_id, a.rule_id, a.step, a.recipient_id)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select a.alert_id, a.transition, $1, 0, c.agency_id, a.recipient_id, c.procedure_id, c.case_kind, $3
from raised a
join candidate c using (dossier_id, rule_id, step)
order by a.alert_id
returning alert_id;
