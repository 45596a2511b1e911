-- Form 06 of every period of both calendars, from flow_half_month: all periods are unions of half months.
-- Population: dossiers (no petitions, no tasks), vertical agencies left out.

-- Joins in place of the functions of 20_catalogue.sql, which would be called for every row; the sums over level and field come first, so
-- that what is added up after them is small. A function, since a view cannot say how it is to be planned: the planner expects
-- as many groups as rows and would sort all of them, on disk where there are years of them.
create function hentra.form06_sums()
returns table (half_month date, level integer, field_id integer, flow hentra.form06_flow)
language sql stable parallel restricted rows 4000
set work_mem = '64MB' set jit = off set enable_sort = off set parallel_tuple_cost = 0
begin atomic
        select f.half_month, coalesce(v.level, vc.level, 0), coalesce(r.field_id, rc.field_id),
               row(sum(f.received), coalesce(sum(f.received) filter (where f.channel = 2), 0), sum(f.refused), sum(f.withdrawn),
                   sum(f.stopped), sum(f.reopened), sum(f.transferred_in), sum(f.transferred_out), sum(f.resolved_early),
                   sum(f.resolved_on_time), sum(f.resolved_late), sum(f.resolved_no_due), sum(f.resolved_late_instant),
                   sum(f.paused - f.resumed), sum(f.no_due_in - f.no_due_out), sum(f.overdue_day_in - f.overdue_day_out),
                   sum(f.overdue_instant_in - f.overdue_instant_out))::hentra.form06_flow
        from hentra.flow_half_month f
        left join hentra.agency_version v
               on v.agency_id = f.agency_id and f.half_month >= v.valid_from and f.half_month < v.valid_to
        left join hentra.agency_level_claim vc on vc.agency_id = f.agency_id
        left join hentra.procedure_version r
               on r.procedure_id = f.procedure_id and f.half_month >= r.valid_from and f.half_month < r.valid_to
        left join hentra.procedure_field_claim rc on rc.procedure_id = f.procedure_id
        where f.case_kind = 0 and v.vertical is not true
        group by f.half_month, coalesce(v.level, vc.level, 0), coalesce(r.field_id, rc.field_id);
end;
comment on function hentra.form06_sums is 'Flows of dossiers by half month, level and field (null: unknown), without vertical agencies: what the view form06 adds up.';

-- One running total a group and half month, so that a period costs two of them, however many are asked for and however long they are.
create view hentra.form06_input as
with flow as materialized (select half_month, level, field_id, (flow).* from hentra.form06_sums()),
total as materialized (
        select half_month, lead(half_month, 1, 'infinity') over same as until, level, field_id, by_level, by_field,
               row(sum(received) over up_to, sum(received_online) over up_to, sum(refused) over up_to, sum(withdrawn) over up_to,
                   sum(stopped) over up_to, sum(reopened) over up_to, sum(transferred_in) over up_to,
                   sum(transferred_out) over up_to, sum(resolved_early) over up_to, sum(resolved_on_time) over up_to,
                   sum(resolved_late) over up_to, sum(resolved_no_due) over up_to, sum(resolved_late_instant) over up_to,
                   sum(paused) over up_to, sum(no_due) over up_to, sum(overdue_day) over up_to,
                   sum(overdue_instant) over up_to)::hentra.form06_flow as flow
        from (select half_month, level, field_id, grouping(level) = 0 as by_level, grouping(field_id) = 0 as by_field,
                     sum(received) as received, sum(received_online) as received_online, sum(refused) as refused,
                     sum(withdrawn) as withdrawn, sum(stopped) as stopped, sum(reopened) as reopened,
                     sum(transferred_in) as transferred_in, sum(transferred_out) as transferred_out,
                     sum(resolved_early) as resolved_early, sum(resolved_on_time) as resolved_on_time,
                     sum(resolved_late) as resolved_late, sum(resolved_no_due) as resolved_no_due,
                     sum(resolved_late_instant) as resolved_late_instant, sum(paused) as paused, sum(no_due) as no_due,
                     sum(overdue_day) as overdue_day, sum(overdue_instant) as overdue_instant
              from flow
              group by half_month, grouping sets ((), (level), (level, field_id))) f
        window same as (partition by level, field_id, by_level, by_field order by half_month), up_to as (same))
select p.period, p.calendar, p.kind, p.first_day, p.last_day, last.level, last.field_id, last.by_level, last.by_field,
       coalesce(before.flow, hentra.form06_none()) as opening,
       hentra.form06_less(last.flow, coalesce(before.flow, hentra.form06_none())) as during
from hentra.period p
join total last on last.half_month <= p.last_day and last.until > p.last_day
left join total before on before.half_month < p.first_day and before.until >= p.first_day
        and before.by_level = last.by_level and coalesce(before.level, -1) = coalesce(last.level, -1)
        and before.by_field = last.by_field and coalesce(before.field_id, -1) = coalesce(last.field_id, -1)
where p.first_day <= hentra.local_day(current_timestamp);
comment on view hentra.form06_input is 'What form 06 of a period is made of: the flows before it and in it, for all, for each level, and for each field of a level. Read form06 instead.';
comment on column hentra.form06_input.period is 'Period, as in the table period; only those that have begun.';
comment on column hentra.form06_input.calendar is 'ND09 or CAL.';
comment on column hentra.form06_input.kind is 'MONTH, QUARTER, HALF or YEAR.';
comment on column hentra.form06_input.first_day is 'First local day.';
comment on column hentra.form06_input.last_day is 'Last local day, inclusive.';
comment on column hentra.form06_input.level is 'Number of the level; null: all levels.';
comment on column hentra.form06_input.field_id is 'Number of the field; null: unknown, or all fields.';
comment on column hentra.form06_input.by_level is 'True: the row is of one level.';
comment on column hentra.form06_input.by_field is 'True: the row is of one field of the level.';
comment on column hentra.form06_input.opening is 'Sums of the flows before the period.';
comment on column hentra.form06_input.during is 'Sums of the flows in the period.';

create view hentra.form06 as
select i.period, i.calendar, i.kind, i.first_day, i.last_day,
       case when i.by_level then hentra.level_name(i.level) end as level,
       case when i.by_field then coalesce(d.code, 'UNKNOWN') end as field, w.rule_version, f.*
from hentra.form06_input i
left join hentra.field d using (field_id)
cross join hentra.warehouse w
cross join lateral hentra.form06_of(i.opening, i.during, w.rule_version, false, false) f;
comment on view hentra.form06 is 'Form 06 (TT 01/2020/TT-VPCP), classes by local day: for every period that has begun all levels together (level null), each level, and each field of a level. Dossiers only, vertical agencies left out. Name a period: select * from hentra.form06 where period = ''CAL:2022''.';

create view hentra.form06_instant as
select i.period, i.calendar, i.kind, i.first_day, i.last_day,
       case when i.by_level then hentra.level_name(i.level) end as level,
       case when i.by_field then coalesce(d.code, 'UNKNOWN') end as field, w.rule_version, f.*
from hentra.form06_input i
left join hentra.field d using (field_id)
cross join hentra.warehouse w
cross join lateral hentra.form06_of(i.opening, i.during, w.rule_version, true, false) f;
comment on view hentra.form06_instant is 'As form06, classes by instant (QD 766/QD-TTg): late is an end after the due instant; early and on time are not told apart.';

do $$
declare
        view_name text;
        c record;
begin
        foreach view_name in array array['form06', 'form06_instant'] loop
                for c in select * from (values
                        ('period', 'Period, as in the table period.'),
                        ('calendar', 'ND09 or CAL.'),
                        ('kind', 'MONTH, QUARTER, HALF or YEAR.'),
                        ('first_day', 'First local day.'),
                        ('last_day', 'Last local day, inclusive.'),
                        ('level', 'PROVINCE, DISTRICT, COMMUNE or UNKNOWN, as the agency was at the time of each fact; null: all levels.'),
                        ('field', 'Code of the field, or UNKNOWN; null: all fields.'),
                        ('rule_version', 'Rule version of the facts.'),
                        ('total', '(1) received in the period or carried over into it: (2) + (3) + (4). Transferred in and reopened stand beside it.'),
                        ('received', '(2) + (3): receptions in the period.'),
                        ('received_online', '(2) received online.'),
                        ('received_direct_postal', '(3) received directly, by post, or by a channel nobody named (the portal''s interface counts an empty channel as direct).'),
                        ('carried_over', '(4) in process when the period began.'),
                        ('transferred_in', 'Taken over from another agency; beside the official form.'),
                        ('reopened', 'Stops left; rule version 2 only, where a stop is an end; else 0.'),
                        ('resolved', '(5) resolved in the period.'),
                        ('resolved_early', '(6) resolved before the due day; null by instant.'),
                        ('resolved_on_time', '(7) resolved on the due day; null by instant.'),
                        ('resolved_in_time', '(6) + (7): not late.'),
                        ('resolved_overdue', '(8) resolved late.'),
                        ('resolved_no_due', 'Part of (5) without a due date: a class of its own.'),
                        ('refused', 'Ended otherwise: refused after reception.'),
                        ('withdrawn', 'Ended otherwise: withdrawn after reception.'),
                        ('stopped', 'Ended otherwise: stopped; rule version 2 only, else 0.'),
                        ('transferred_out', 'Moved to another agency; beside the official form.'),
                        ('in_process', '(9) in process when the period ended.'),
                        ('in_time', '(10) part of (9) that is not overdue, what is paused included.'),
                        ('overdue', '(11) part of (9) past its due date and not paused.'),
                        ('no_due', 'Part of (9) without a due date.'),
                        ('paused', 'Of (10) and of (9) without due date: waiting for a supplement or payment, or (rule version 1) stopped.'),
                        ('official_resolved', '(5) as the official form counts it: withdrawals after reception are resolved.'),
                        ('official_on_time', '(6) + (7) as the official form counts them: withdrawals are on time.'),
                        ('judged', 'Denominator of on_time_rate: resolved with a due date.'),
                        ('on_time_rate', 'resolved_in_time / judged in percent; null: nothing to judge.'),
                        ('broken', 'Identities that do not hold, named; empty: all hold.')
                ) as t (name, about) loop
                        execute format('comment on column hentra.%I.%I is %L', view_name, c.name, c.about);
                end loop;
        end loop;
end $$;
