-- SPDX-License-Identifier: Apache-2.0
-- The flows, from oracle.dossier, ending and stay. Part of recompute.sql.

create unlogged table oracle.flow (d integer, at bigint, day date, agency integer, procedure integer, channel smallint,
        case_kind smallint, measure oracle.measure, amount bigint);

-- What happens once in a dossier's life.
insert into oracle.flow
select d, f.at, oracle.day_here(f.at), f.agency, procedure, channel, case_kind, f.measure, f.amount
from oracle.dossier t
cross join lateral (values
        (submitted_at, first_agency, 'submitted'::oracle.measure, 1::bigint),
        (received_at, rec_agency, 'received', 1),
        (received_at, rec_agency, 'paid_online', (payment in (2, 3))::integer),
        (received_at, rec_agency, 'digitised', (digitised = 2)::integer),
        (received_at, rec_agency, 'due_rewritten', due_rewritten::integer)
) f(at, agency, measure, amount)
where f.amount <> 0 and f.at is not null;

-- Counts of an end and its hand-over, and the same taken out again where the dossier is reopened.
insert into oracle.flow
select d, v.at, oracle.day_here(v.at), e.agency, procedure, channel, case_kind, f.measure, v.sign * f.amount
from oracle.ending e join oracle.dossier t using (d)
cross join lateral (values
        (counts_at, 'refused_before'::oracle.measure, (not received and e.end_status = 3)::integer::bigint),
        (counts_at, 'withdrawn_before', (not received and e.end_status = 7)::integer),
        (counts_at, 'refused', (received and e.end_status = 3)::integer),
        (counts_at, 'withdrawn', (received and e.end_status = 7)::integer),
        (counts_at, 'resolved_early', (e.day_class = 1)::integer),
        (counts_at, 'resolved_on_time', (e.day_class = 2)::integer),
        (counts_at, 'resolved_late', (e.day_class = 3)::integer),
        (counts_at, 'resolved_no_due', (e.day_class = 4)::integer),
        (counts_at, 'resolved_late_instant', (e.instant_class = 2)::integer),
        (counts_at, 'resolved_after_pause', (resolved and was_paused)::integer),
        (counts_at, 'elapsed_seconds', case when resolved then (counts_at - e.received_at) / 1000000 else 0 end),
        (handed_at, 'returned', 1),
        (handed_at, 'returned_by_post', (return_channel = 2)::integer)
) f(at, measure, amount)
cross join lateral (values (f.at, 1), (reopened_at, -1)) v(at, sign)
where f.amount <> 0 and f.at is not null and v.at is not null;

-- The first request for a supplement after reception.
insert into oracle.flow
select d, at, oracle.day_here(at), s.agency, procedure, channel, case_kind, 'supplemented', 1
from (select distinct on (d) d, at, agency from oracle.path where status = 5 order by d, k) s
join oracle.dossier using (d);

-- Stocks: entered at the start of a stay, left at its end. Two neighbours in the same state are one, unless
-- the agency changed between them: then it is out at the old one and in at the new one.
insert into oracle.flow
select s.d, f.at, oracle.day_here(f.at), s.agency, procedure, channel, case_kind, f.measure, 1
from (select *, agency_before is null or agency <> agency_before as comes,
             next_agency is null or agency <> next_agency as goes from oracle.stay) s
join oracle.dossier t using (d)
cross join lateral (values
        (s.at, 'transferred_in'::oracle.measure, agency_before <> s.agency),
        (until, 'transferred_out', next_agency <> s.agency),
        (s.at, 'no_due_in', due_at is null and
                case when :rule = 5 then comes else run <> 2 and (comes or run_before = 2) end),
        (until, 'no_due_out', due_at is null and
                case when :rule = 5 then goes else run <> 2 and (goes or next_run = 2) end),
        (s.at, 'paused', run = 1 and (comes or run_before <> 1)),
        (until, 'resumed', run = 1 and (goes or next_run <> 1)),
        (s.at, 'stopped', run = 2 and (comes or run_before <> 2)),
        (until, 'reopened', run = 2 and (goes or next_run <> 2))
) f(at, measure, counts)
where (due_at is null or agency_before is not null or next_agency is not null or run > 0)
        and f.counts and f.at is not null;

-- Overdue while running: from the later of the stay's start and the moment the due date has passed.
insert into oracle.flow
select s.d, f.at, oracle.day_here(f.at), s.agency, procedure, channel, case_kind, f.measure, 1
from oracle.stay s
join (select *, due_at + 1 as by_instant, overdue_by_day as by_day from oracle.dossier where due_at is not null) t
        using (d)
cross join lateral (values
        (greatest(s.at, by_day), 'overdue_day_in'::oracle.measure, until is null or greatest(s.at, by_day) < until),
        (until, 'overdue_day_out', greatest(s.at, by_day) < until),
        (greatest(s.at, by_instant), 'overdue_instant_in', until is null or greatest(s.at, by_instant) < until),
        (until, 'overdue_instant_out', greatest(s.at, by_instant) < until)
) f(at, measure, counts)
where run = 0 and (until is null or by_instant < until) and f.counts and f.at is not null;
analyze oracle.flow;

create unlogged table oracle.flow_day as
select day, agency, channel, case_kind, measure, sum(amount) as amount from oracle.flow group by 1, 2, 3, 4, 5
having sum(amount) <> 0;

create unlogged table oracle.flow_half_month as
select oracle.half_month(day) as half_month, agency, procedure, channel, case_kind, measure, sum(amount) as amount
from oracle.flow group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0;
analyze oracle.flow_day, oracle.flow_half_month;
