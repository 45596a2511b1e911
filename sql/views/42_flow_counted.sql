-- Flows as they count today. Flows are dated on the day of their fact, and that day may lie ahead: what is open becomes overdue on a day to
-- come, and a source may date an end in the future. Nothing after today counts.

create view hentra.overdue_ahead as
select d.agency_id, d.procedure_id, d.channel, d.case_kind, m.day, m.overdue_day, m.overdue_instant
from hentra.dossier d
cross join hentra.warehouse w
-- As local_day() has it, in place: a call for each row takes longer than all else.
cross join lateral (values ((d.due_at at time zone w.zone)::date + 1, 1, 0),
                           (((d.due_at + interval '1 microsecond') at time zone w.zone)::date, 0, 1)) as m (day, overdue_day, overdue_instant)
where d.due_at >= (select hentra.local_day(current_timestamp)::timestamp at time zone zone from hentra.warehouse)
  and hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at) and (m.overdue_day = 1 or d.due_at >= current_timestamp);
comment on view hentra.overdue_ahead is 'Overdue to come, dossier by dossier: running now, and not due yet. flow_day and flow_half_month hold it already, dated on its day.';
comment on column hentra.overdue_ahead.agency_id is 'Agency where the dossier is.';
comment on column hentra.overdue_ahead.procedure_id is 'Procedure; 0: none was said.';
comment on column hentra.overdue_ahead.channel is 'How the dossier came: 0 unknown, 1 direct, 2 online, 3 postal.';
comment on column hentra.overdue_ahead.case_kind is '0 dossier, 1 petition, 2 task.';
comment on column hentra.overdue_ahead.day is 'Local day on which the flow is dated; by instant this may be today.';
comment on column hentra.overdue_ahead.overdue_day is '1: it becomes overdue by day on that day.';
comment on column hentra.overdue_ahead.overdue_instant is '1: it becomes overdue by instant on that day.';

-- Half months are read summed; those that today, or a change of an agency, cuts are read by day, and those that were written since.
do $$
declare
        kept text; -- columns of flow_form06 behind its key
        made text; -- the same of flow_day: a stock is what came less what went
        ahead text; -- what is still to come today, taken out again
begin
        select string_agg(attname, ', ' order by attnum),
               string_agg(case when attname = 'paused' then 'f.paused - f.resumed'
                               when attname ~ '^(no_due|overdue_)' then format('f.%1$s_in - f.%1$s_out', attname)
                               else format('f.%s', attname) end, ', ' order by attnum),
               string_agg(case attname when 'overdue_instant' then '-overdue_instant' else '0' end, ', ' order by attnum)
        into kept, made, ahead
        from pg_attribute where attrelid = 'hentra.flow_form06'::regclass and attnum > 4;
        execute format($view$
                create view hentra.flow_form06_counted as
                with today as materialized (select hentra.local_day(current_timestamp) as day),
                cut as materialized (
                        select distinct hentra.half_month_of(day) as from_day, hentra.half_month_of(hentra.half_month_of(day) + 17) as to_day
                        from (select day + 1 as day from today union all select day from hentra.agency_change
                              -- Of the same level, but counted for another agency.
                              union all select unnest(array[valid_from, valid_to]) from hentra.agency_said where member_id <> agency_id) d
                        where isfinite(day) and day <> hentra.half_month_of(day)
                        union
                        select half_month, hentra.half_month_of(half_month + 17) from hentra.form06_stale)
                select half_month as day, agency_id, channel, case_kind, %1$s
                from hentra.flow_form06_whole
                where half_month <= (select day from today) and half_month <> all (array(select from_day from cut))
                union all
                select f.day, f.agency_id, f.channel, f.case_kind, %2$s
                from cut
                -- By its index: the planner, who does not know how few half months are cut, would read all of it.
                cross join lateral (select * from hentra.flow_day_whole
                                    where day >= cut.from_day and day < cut.to_day and day <= (select day from today)
                                    offset 0) f
                union all
                select day, agency_id, channel, case_kind, %3$s
                from hentra.overdue_ahead
                where day <= (select day from today)
                $view$, kept, made, ahead);
end $$;
comment on view hentra.flow_form06_counted is 'flow_form06 up to now: nothing that is dated after today, nothing overdue by instant later today.';
do $$
declare
        c record;
begin
        for c in select o.attname, case o.attname when 'day' then 'First day of the half month; the very day in a half month that today, or a change of an agency, cuts, or that was written lately.'
                                   else col_description('hentra.flow_form06'::regclass, f.attnum) end as about
                 from pg_attribute o
                 left join pg_attribute f on f.attrelid = 'hentra.flow_form06'::regclass and f.attname = o.attname
                 where o.attrelid = 'hentra.flow_form06_counted'::regclass and o.attnum > 0 loop
                execute format('comment on column hentra.flow_form06_counted.%I is %L', c.attname, c.about);
        end loop;
end $$;
