-- Form 06 of every period of both calendars: all periods are unions of half months. All, and each level, from flow_form06_field and, in half
-- months that are cut, from flow_day; each field of a level from flow_form06_field alone, since only half months know procedures.
-- Population: dossiers (no petitions, no tasks), vertical agencies left out.
-- Rule: a flow counts for the level and field of its time; what is open when either changes goes along, as if it were transferred. So
-- no stock stays where nobody is any more, as in `hentra report` (sql/queries/report/report_move.sql).

do $$
declare
        leave text;
        enter text;
begin
        select string_agg(case when attname = 'reopened' then '(f).stopped - (f).reopened'
                               when attname = 'transferred_out' then 'hentra.form06_open(f, 3)'
                               when attname ~ '^(paused|no_due|overdue_)' then format('-(f).%I', attname)
                               else '0' end, ', ' order by attnum),
               string_agg(case when attname = 'stopped' then '(f).stopped - (f).reopened'
                               when attname = 'transferred_in' then 'hentra.form06_open(f, 3)'
                               when attname ~ '^(paused|no_due|overdue_)' then format('(f).%I', attname)
                               else '0' end, ', ' order by attnum)
        into leave, enter
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($function$
                create function hentra.form06_leave(f hentra.form06_flow) returns hentra.form06_flow language sql immutable parallel safe
                return row(%s)::hentra.form06_flow
                $function$, leave);
        execute format($function$
                create function hentra.form06_enter(f hentra.form06_flow) returns hentra.form06_flow language sql immutable parallel safe
                return row(%s)::hentra.form06_flow
                $function$, enter);
end $$;
comment on function hentra.form06_leave is 'The flows by which all that is open after the given ones goes out of a group.';
comment on function hentra.form06_enter is 'The flows by which all that is open after the given ones comes into a group.';

-- A change on the first day of a period belongs before it, and the flows of that day do not.
create function hentra.form06_place(day date, change boolean) returns date language sql immutable parallel safe
return hentra.half_month_of(day) + case when change and day = hentra.half_month_of(day) then 0 else 1 end;
comment on function hentra.form06_place is 'Where flows of a day, or a change on it, stand among the running totals: on the second day of the half month; a change on its first day on that, before all flows.';

-- Joins in place of the functions of 20_catalogue.sql, which would be called for every row; the sums over level and field come first, so
-- that what is added up after them is small. Functions, since a view cannot say how it is to be planned: the planner expects
-- as many groups as rows and would sort all of them, on disk where there are years of them.
do $$
declare
        kept text; -- columns of flow_form06_field
        made text; -- the same of flow_day
        by_agency text; -- and of flow_form06
        ahead text; -- what is still to come today, taken out again
        counted text; -- sums of them
        sums text; -- the same, as a flow
begin
        select string_agg(attname, ', ' order by attnum),
               string_agg(case when attname = 'received_online' then 'case when f.channel = 2 then f.received else 0 end'
                               when attname = 'paused' then 'f.paused - f.resumed'
                               when attname ~ '^(no_due|overdue_)' then format('f.%1$s_in - f.%1$s_out', attname)
                               else format('f.%I', attname) end, ', ' order by attnum),
               string_agg(case attname when 'received_online' then 'case when f.channel = 2 then f.received else 0 end' else format('f.%I', attname) end,
                          ', ' order by attnum),
               string_agg(case attname when 'overdue_instant' then '-overdue_instant' else '0' end, ', ' order by attnum),
               string_agg(format('sum(c.%1$I) as %1$I', attname), ', ' order by attnum),
               string_agg(format('sum(%I)', attname), ', ' order by attnum)
        into kept, made, by_agency, ahead, counted, sums
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($function$
                create function hentra.form06_by_level()
                returns table (place date, level integer, flow hentra.form06_flow)
                language sql stable parallel restricted rows 4000
                set work_mem = '64MB' set jit = off set enable_sort = off set parallel_tuple_cost = 0
                begin atomic
                        with today as materialized (select hentra.local_day(current_timestamp) as day),
                        cut as materialized (
                                select distinct hentra.half_month_of(day) as from_day, hentra.half_month_of(hentra.half_month_of(day) + 17) as to_day
                                from (select day + 1 as day from today union all select day from hentra.agency_change) d
                                where day <> hentra.half_month_of(day)
                                union
                                select u.half_month, hentra.half_month_of(u.half_month + 17)
                                from unnest(case when hentra.sees_all() then hentra.form06_unkept() else array(select half_month from hentra.form06_stale) end) u (half_month)),
                        f as materialized (
                                select c.day, c.agency_id, %4$s
                                from (select half_month as day, agency_id, %1$s
                                      from hentra.flow_form06_field
                                      where case_kind = 0 and half_month <= (select day from today)
                                        and half_month <> all (array(select from_day from cut))
                                      union all
                                      -- Who sees some agencies only has the sums of each.
                                      select f.half_month, f.agency_id, %6$s
                                      from hentra.flow_form06_whole f
                                      where not (select hentra.sees_all()) and f.case_kind = 0 and f.half_month <= (select day from today)
                                        and f.half_month <> all (array(select from_day from cut))
                                      union all
                                      select f.day, f.agency_id, %2$s
                                      from cut
                                      -- By its index: the planner does not know how few half months these are.
                                      cross join lateral (select * from hentra.flow_day_whole
                                                          where day >= cut.from_day and day < cut.to_day and day <= (select day from today)
                                                          offset 0) f
                                      where f.case_kind = 0
                                      union all
                                      select day, agency_id, %3$s
                                      from hentra.overdue_ahead
                                      where case_kind = 0 and day <= (select day from today)) c
                                group by c.day, c.agency_id),
                        -- The flows of each day, for its level; then what an agency had open before a change, for both of its levels.
                        g as (
                                select hentra.form06_place(f.day, false) as place, coalesce(v.level, vc.level, 0) as level, null::integer as level_after,
                                       coalesce(v.vertical, false) as vertical, null::boolean as vertical_after, f.*
                                from f
                                left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
                                left join hentra.agency_level_claim vc on vc.agency_id = f.agency_id
                                union all
                                select hentra.form06_place(c.day, true), c.level_before, c.level, c.vertical_before, c.vertical, f.*
                                from hentra.agency_change c
                                join f on f.agency_id = c.agency_id and f.day < c.day
                                where c.day <= (select hentra.local_day(current_timestamp))),
                        s as (
                                select place, level, level_after, vertical, vertical_after,
                                       row(%5$s)::hentra.form06_flow as flow
                                from g
                                group by place, level, level_after, vertical, vertical_after)
                        select place, level, case when level_after is null then flow else hentra.form06_leave(flow) end
                        from s
                        where not vertical
                        union all
                        select place, level_after, hentra.form06_enter(flow)
                        from s
                        where not vertical_after;
                end
                $function$, kept, made, ahead, counted, sums, by_agency);
end $$;
comment on function hentra.form06_by_level is 'Flows of dossiers by half month and level, up to now, without vertical agencies, and what went along when an agency changed: what the view form06 adds up.';

do $$
declare
        sums text; -- of flow_form06_field_counted, as a flow
        ahead text; -- what takes overdue that is to come out of it again
begin
        select string_agg(format('sum(f.%I)', attname), ', ' order by attnum),
               string_agg(case when attname ~ '^overdue_' then format('-o.%I', attname) else '0' end, ', ' order by attnum)
        into sums, ahead
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($function$
                create function hentra.form06_by_field()
                returns table (place date, level integer, field_id integer, flow hentra.form06_flow)
                language sql stable parallel restricted rows 4000
                set work_mem = '64MB' set jit = off set enable_sort = off set parallel_tuple_cost = 0
                begin atomic
                        select hentra.form06_place(f.half_month, false), coalesce(v.level, vc.level, 0), coalesce(r.field_id, m.claimed_field_id),
                               row(%s)::hentra.form06_flow
                        from hentra.flow_form06_field_counted f
                        left join hentra.agency_said v
                               on v.agency_id = f.agency_id and f.half_month >= v.valid_from and f.half_month < v.valid_to
                        left join hentra.agency_level_claim vc on vc.agency_id = f.agency_id
                        left join hentra.procedure_member m on m.procedure_id = f.procedure_id
                        left join hentra.procedure_version r
                               on r.procedure_id = m.member_id and f.half_month >= r.valid_from and f.half_month < r.valid_to
                        where f.case_kind = 0 and v.vertical is not true
                        group by f.half_month, coalesce(v.level, vc.level, 0), coalesce(r.field_id, m.claimed_field_id);
                end
                $function$, sums);
        execute format($function$
                create function hentra.form06_by_field_ahead()
                returns table (place date, level integer, field_id integer, flow hentra.form06_flow)
                language sql stable parallel restricted rows 400
                set jit = off set max_parallel_workers_per_gather = 0
                begin atomic
                        select hentra.form06_place(o.half_month, false), hentra.agency_level(o.agency_id, o.half_month),
                               hentra.procedure_field(o.procedure_id, o.half_month),
                               row(%s)::hentra.form06_flow
                        from (select hentra.half_month_of(day) as half_month, agency_id, procedure_id,
                                     sum(overdue_day) as overdue_day, sum(overdue_instant) as overdue_instant
                              from hentra.overdue_ahead
                              where case_kind = 0
                              group by 1, 2, 3) o
                        where o.half_month <= (select hentra.local_day(current_timestamp)) and not hentra.agency_vertical(o.agency_id, o.half_month);
                end
                $function$, ahead);
        execute format($function$
                create function hentra.form06_by_field_moved()
                returns table (place date, level integer, field_id integer, flow hentra.form06_flow)
                language plpgsql stable parallel restricted rows 400
                set work_mem = '64MB' set jit = off set enable_sort = off as $body$
                begin
                        -- Planning what follows takes longer than all else where there is no catalogue.
                        if not exists (select from hentra.agency_version) and not exists (select from hentra.procedure_version) then
                                return;
                        end if;
                        return query
                        -- Where an agency and a procedure change on one day, the agency's change is both.
                        with s as (
                                select c.day, c.level_before, c.vertical_before, c.level, c.vertical, f.procedure_id,
                                       row(%1$s)::hentra.form06_flow as flow
                                from hentra.agency_change c
                                join hentra.flow_form06_field_counted f on f.agency_id = c.agency_id and f.half_month < c.day
                                where f.case_kind = 0 and c.day <= (select hentra.local_day(current_timestamp))
                                group by c.day, c.level_before, c.vertical_before, c.level, c.vertical, f.procedure_id
                                union all
                                select c.day, coalesce(v.level, vc.level, 0), coalesce(v.vertical, false), coalesce(v.level, vc.level, 0),
                                       coalesce(v.vertical, false), f.procedure_id,
                                       row(%1$s)::hentra.form06_flow
                                from hentra.procedure_change c
                                join hentra.flow_form06_field_counted f on f.procedure_id = c.procedure_id and f.half_month < c.day
                                left join hentra.agency_said v on v.agency_id = f.agency_id and c.day >= v.valid_from and c.day < v.valid_to
                                left join hentra.agency_level_claim vc on vc.agency_id = f.agency_id
                                where f.case_kind = 0 and c.day <= (select hentra.local_day(current_timestamp))
                                  and not exists (select from hentra.agency_change a where a.agency_id = f.agency_id and a.day = c.day)
                                group by c.day, coalesce(v.level, vc.level, 0), coalesce(v.vertical, false), f.procedure_id)
                        select hentra.form06_place(s.day, true), m.level, hentra.procedure_field(s.procedure_id, m.day), m.flow
                        from s
                        cross join lateral (values (s.level_before, s.vertical_before, s.day - 1, hentra.form06_leave(s.flow)),
                                                   (s.level, s.vertical, s.day, hentra.form06_enter(s.flow))) as m (level, vertical, day, flow)
                        where not m.vertical;
                end $body$
                $function$, sums);
end $$;
comment on function hentra.form06_by_field is 'Flows of dossiers by half month, level and field (null: unknown), up to the half month of today, without vertical agencies.';
comment on function hentra.form06_by_field_ahead is 'What form06_by_field holds of overdue that is still to come in the half month of today, as flows that take it out again.';
comment on function hentra.form06_by_field_moved is 'What went along, in form06_by_field, when an agency changed its level or a procedure its field.';

-- One running total for each group and half month, and of each group one row that holds all of its totals: a period takes two of them, found by halving,
-- however many periods are asked for and however long they are.
do $$
declare
        kept text;
        fields text;
        running text;
        sums text;
begin
        -- As integers, which are added up in a fifth of the time: no half month has two thousand million of anything.
        select string_agg(attname, ', ' order by attnum),
               string_agg(format('(flow).%I', attname), ', ' order by attnum),
               string_agg(format('sum(%I::integer) over up_to', attname), ', ' order by attnum),
               string_agg(format('sum(%I::integer)', attname), ', ' order by attnum)
        into kept, fields, running, sums
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($view$
                create view hentra.form06_input as
                with by_level as materialized (select place, level, %2$s from hentra.form06_by_level()),
                flow (place, level, field_id, by_level, by_field, %1$s) as (
                        select place, null::integer, null::integer, false, false, %4$s
                        from by_level
                        group by place
                        union all
                        select place, level, null, true, false, %1$s
                        from by_level
                        union all
                        select place, level, field_id, true, true, %2$s
                        from (select * from hentra.form06_by_field()
                              union all select * from hentra.form06_by_field_ahead()
                              union all select * from hentra.form06_by_field_moved()) f),
                -- Several rows of a group and place have the same total, that behind all of them.
                running as (
                        select place, level, field_id, by_level, by_field, row(%3$s)::hentra.form06_flow as flow
                        from flow
                        window up_to as (partition by level, field_id, by_level, by_field order by place)),
                total as materialized (
                        select level, field_id, by_level, by_field, array_agg(place order by place) as places, array_agg(flow order by place) as flows
                        from running
                        group by level, field_id, by_level, by_field)
                select p.period, p.calendar, p.kind, p.first_day, p.last_day, least(p.last_day, now.day) as counted_to, t.level, t.field_id, t.by_level, t.by_field,
                       coalesce(t.flows[o.at], hentra.form06_none()) as opening,
                       hentra.form06_less(t.flows[d.at], coalesce(t.flows[o.at], hentra.form06_none())) as during
                from hentra.period p
                join (select hentra.local_day(current_timestamp) as day) now on p.first_day <= now.day
                cross join total t
                -- How many totals lie on or before a day.
                cross join lateral (select width_bucket(p.first_day, t.places) as at offset 0) o
                cross join lateral (select width_bucket(p.last_day, t.places) as at offset 0) d
                where d.at > 0
                $view$, kept, fields, running, sums);
end $$;
comment on view hentra.form06_input is 'What form 06 of a period is made of: the flows before it and in it, for all, for each level, and for each field of a level. Read form06 instead.';
comment on column hentra.form06_input.period is 'Period, as in the table period; only those that have begun.';
comment on column hentra.form06_input.calendar is 'ND09 or CAL.';
comment on column hentra.form06_input.kind is 'MONTH, QUARTER, HALF or YEAR.';
comment on column hentra.form06_input.first_day is 'First local day.';
comment on column hentra.form06_input.last_day is 'Last local day, inclusive.';
comment on column hentra.form06_input.counted_to is 'Last local day that counts: last_day, or today where that is earlier.';
comment on column hentra.form06_input.level is 'Number of the level; null: all levels.';
comment on column hentra.form06_input.field_id is 'Number of the field; null: unknown, or all fields.';
comment on column hentra.form06_input.by_level is 'True: the row is of one level.';
comment on column hentra.form06_input.by_field is 'True: the row is of one field of the level.';
comment on column hentra.form06_input.opening is 'Sums of the flows before the period.';
comment on column hentra.form06_input.during is 'Sums of the flows in the period up to counted_to, and what came or went with an agency that changed its level.';

-- What has nothing to count is no row: a field whose dossiers all ended before, a level that nobody has any more.
create function hentra.form06_is_empty(opening hentra.form06_flow, during hentra.form06_flow) returns boolean
language sql immutable parallel safe
return during is not distinct from hentra.form06_none() and hentra.form06_open(opening, 1) = 0 and (opening).stopped = (opening).reopened
       and (opening).paused = 0 and (opening).no_due = 0 and (opening).overdue_day = 0 and (opening).overdue_instant = 0;
comment on function hentra.form06_is_empty is 'Whether nothing was in process when a period began, and nothing happened in it.';

create view hentra.form06 as
select i.period, i.calendar, i.kind, i.first_day, i.last_day, i.counted_to,
       case when i.by_level then hentra.level_name(i.level) end as level,
       case when i.by_field then coalesce(d.code, 'UNKNOWN') end as field, w.rule_version, f.*
from hentra.form06_input i
left join hentra.field d using (field_id)
cross join hentra.warehouse w
cross join lateral hentra.form06_of(i.opening, i.during, w.rule_version, false, false) f
where not (i.by_level and hentra.form06_is_empty(i.opening, i.during));
comment on view hentra.form06 is 'Form 06 (TT 01/2020/TT-VPCP), classes by local day: for every period that has begun all levels together (level null), each level, and each field of a level, where there is anything to count. Dossiers only, vertical agencies left out. A period that is not over ends today (counted_to): what falls due later is not overdue, and what a source dates later does not count (but in the rows of a field, which know no days, later dates in this half month do, except for overdue). Name a period: select * from hentra.form06 where period = ''CAL:2022''.';

create view hentra.form06_instant as
select i.period, i.calendar, i.kind, i.first_day, i.last_day, i.counted_to,
       case when i.by_level then hentra.level_name(i.level) end as level,
       case when i.by_field then coalesce(d.code, 'UNKNOWN') end as field, w.rule_version, f.*
from hentra.form06_input i
left join hentra.field d using (field_id)
cross join hentra.warehouse w
cross join lateral hentra.form06_of(i.opening, i.during, w.rule_version, true, false) f
where not (i.by_level and hentra.form06_is_empty(i.opening, i.during));
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
                        ('counted_to', 'Last local day that counts: last_day, or today where the period is not over.'),
                        ('level', 'PROVINCE, DISTRICT, COMMUNE or UNKNOWN, as the agency was at the time of each fact; what it had open when that changed went along; null: all levels.'),
                        ('field', 'Code of the field, or UNKNOWN; null: all fields. A change within a half month counts from the next one on.'),
                        ('rule_version', 'Rule version of the facts.'),
                        ('total', '(1) received in the period or carried over into it: (2) + (3) + (4). Transferred in and reopened stand beside it.'),
                        ('received', '(2) + (3): receptions in the period.'),
                        ('received_online', '(2) received online.'),
                        ('received_direct_postal', '(3) received directly, by post, or by a channel nobody named (the portal''s interface counts an empty channel as direct).'),
                        ('carried_over', '(4) in process when the period began.'),
                        ('transferred_in', 'Taken over from another agency, or come with one from another level; beside the official form.'),
                        ('reopened', 'Stops left; by the rules of index 766 only, where a stop is an end; else 0.'),
                        ('resolved', '(5) resolved in the period.'),
                        ('resolved_early', '(6) resolved before the due day; null by instant.'),
                        ('resolved_on_time', '(7) resolved on the due day; null by instant.'),
                        ('resolved_in_time', '(6) + (7): not late.'),
                        ('resolved_overdue', '(8) resolved late.'),
                        ('resolved_no_due', 'Part of (5) without a due date: a class of its own.'),
                        ('refused', 'Ended otherwise: refused after reception.'),
                        ('withdrawn', 'Ended otherwise: withdrawn after reception.'),
                        ('stopped', 'Ended otherwise: stopped; by the rules of index 766 only, else 0.'),
                        ('transferred_out', 'Moved to another agency, or gone with one to another level; beside the official form.'),
                        ('in_process', '(9) in process at the end of counted_to.'),
                        ('in_time', '(10) part of (9) that is not overdue, what is paused included.'),
                        ('overdue', '(11) part of (9) past its due date at the end of counted_to, by instant now where that is today, and not paused.'),
                        ('no_due', 'Part of (9) without a due date.'),
                        ('paused', 'Of (10) and of (9) without due date: waiting for a supplement or payment, or (by the rules of form 06) stopped.'),
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
