-- SPDX-License-Identifier: Apache-2.0
-- oracle.as_of(T, zone): the figures of form 06 from the beginning up to and including the instant T, counted
-- dossier by dossier (not summed from flows), one row an agency, channel, case kind and figure.
create or replace function oracle.as_of(t timestamptz, zone text)
returns table (agency integer, channel smallint, case_kind smallint, figure text, amount bigint)
language sql stable parallel safe as $$
with stood as ( -- open at T
        select s.agency, c.channel, c.case_kind, s.run, c.due_at is null as no_due,
                c.due_at < oracle.micros(t) as past_instant,
                oracle.local_day(c.due_at, zone) < (t at time zone zone)::date as past_day
        from oracle.stay s join oracle.dossier c using (d)
        where s.at <= oracle.micros(t) and (s.until is null or s.until > oracle.micros(t))
), ended as ( -- ended by T, and not reopened by then
        select * from oracle.ending
        where received and counts_at <= oracle.micros(t) and (reopened_at is null or reopened_at > oracle.micros(t))
)
select rec_agency, channel, case_kind, 'received', count(*)
from oracle.dossier where received_at <= oracle.micros(t) group by 1, 2, 3
union all
select e.agency, channel, case_kind, case when end_status = 3 then 'refused' when end_status = 7 then 'withdrawn' else
        (array['resolved_early', 'resolved_on_time', 'resolved_late', 'resolved_no_due'])[e.day_class] end, count(*)
from ended e join oracle.dossier using (d) where end_status in (3, 7) or resolved group by 1, 2, 3, 4
union all
select e.agency, channel, case_kind, (array['resolved_in_time_instant', 'resolved_late_instant'])[e.instant_class], count(*)
from ended e join oracle.dossier using (d) where e.instant_class in (1, 2) group by 1, 2, 3, 4
union all
select s.agency, channel, case_kind, f.figure, count(*)
from stood s cross join lateral (values
        ('in_process', true), ('paused', run = 1), ('stopped', run = 2), ('open_no_due', no_due),
        ('overdue_day', run = 0 and past_day), ('overdue_instant', run = 0 and past_instant)) f(figure, counts)
where f.counts group by 1, 2, 3, 4
$$;

-- What a flow adds to which figure.
drop table if exists oracle.figure;
create table oracle.figure (measure oracle.measure, figure text, sign integer);
insert into oracle.figure values
        ('received', 'received', 1), ('refused', 'refused', 1), ('withdrawn', 'withdrawn', 1),
        ('resolved_early', 'resolved_early', 1), ('resolved_on_time', 'resolved_on_time', 1),
        ('resolved_late', 'resolved_late', 1), ('resolved_no_due', 'resolved_no_due', 1),
        ('resolved_late_instant', 'resolved_late_instant', 1),
        ('resolved_early', 'resolved_in_time_instant', 1), ('resolved_on_time', 'resolved_in_time_instant', 1),
        ('resolved_late', 'resolved_in_time_instant', 1), ('resolved_late_instant', 'resolved_in_time_instant', -1),
        ('received', 'in_process', 1), ('transferred_in', 'in_process', 1), ('transferred_out', 'in_process', -1),
        ('refused', 'in_process', -1), ('withdrawn', 'in_process', -1), ('resolved_early', 'in_process', -1),
        ('resolved_on_time', 'in_process', -1), ('resolved_late', 'in_process', -1),
        ('resolved_no_due', 'in_process', -1),
        ('paused', 'paused', 1), ('resumed', 'paused', -1), ('stopped', 'stopped', 1), ('reopened', 'stopped', -1),
        ('no_due_in', 'open_no_due', 1), ('no_due_out', 'open_no_due', -1),
        ('overdue_day_in', 'overdue_day', 1), ('overdue_day_out', 'overdue_day', -1),
        ('overdue_instant_in', 'overdue_instant', 1), ('overdue_instant_out', 'overdue_instant', -1);

-- The same figures as sums of the oracle's own flows: two ways through the oracle that must meet.
create or replace function oracle.as_of_flows(t timestamptz)
returns table (agency integer, channel smallint, case_kind smallint, figure text, amount bigint)
language sql stable parallel safe as $$
select f.agency, f.channel, f.case_kind, g.figure, sum(g.sign * amount)::bigint
from oracle.flow f join oracle.figure g using (measure)
where f.at <= oracle.micros(t) group by 1, 2, 3, 4 having sum(g.sign * amount) <> 0
$$;
