-- SPDX-License-Identifier: Apache-2.0
-- psql -v dossiers=NUMBER -v seed=0.1: makes procedures with terms and dossiers of every agency, received at any time, at the edges of office
-- hours and in years that the calendar does not know, and compares what hentra.dossier_due_check gives for all at once with a reckoning of one
-- after another by functions that another test compares with C. Prints dossiers, how many of them are judged and lie off, how many
-- have a date beyond the calendar, after a cut, and by another calendar than the general one; then the first that differ, if any do.
\set ON_ERROR_STOP on
set client_min_messages = warning;
select set_config('timezone', zone, false) as zone from hentra.warehouse \gset
select setseed(:seed) as seed \gset
insert into hentra.procedure (code) select '7.' || lpad(n::text, 6, '0') from generate_series(1, 40) n;
-- Of each two versions, with another term from a day on: hours, working days, days of the calendar (no term), minutes, none.
insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, duration, duration_unit, statutory_minutes)
select procedure_id, case later when 0 then '-infinity' else day end, case later when 0 then day else 'infinity' end, 'x',
       case when kind between 1 and 3 then n end, case when kind between 1 and 3 then kind end,
       case kind when 4 then n * 77 when 5 then 0 when 6 then 25000000 + n when 7 then 2147483647
                 when 8 then 83333333 + n * 60 end -- 7 and 8: beyond the calendar, and to where the view keeps the next one
from (select p.procedure_id, p.day, l.later, floor(random() * random() * 30)::integer as n,
             (array[0, 1, 1, 2, 3, 3, 3, 3, 4, 4, 5, 6, 7, 8])[1 + floor(random() * 14)::integer] as kind
      from (select procedure_id, date '2021-01-01' + floor(random() * 2000)::integer as day from hentra.procedure where code like '7.%' offset 0) p
      cross join generate_series(0, 1) l (later)
      offset 0) x;
insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at, last_at,
                            received_at, due_at, first_due_at, day_class, instant_class)
select 'due ' || x.n, '', 0, 4, case when x.n % 50 = 0 then 1 else 0 end, 1, 0, x.agency_id, x.procedure_id, now(), now(), x.received_at, x.due_at,
       x.due_at, 0, 0
from (select r.n, r.received_at, (select array_agg(agency_id order by agency_id) from hentra.agency)[r.agency] as agency_id,
             (select array_agg(procedure_id order by procedure_id) from hentra.procedure where code like '7.%')[r.procedure] as procedure_id,
             case when r.n % 40 <> 1 then r.received_at + r.later end as due_at
      from (select t.n, 1 + floor(random() * (select count(*) from hentra.agency))::integer as agency, 1 + floor(random() * 40)::integer as procedure,
                   floor(random() * random() * 60000 - 3000) * interval '1 minute' as later,
                   case t.n % 20
                        when 0 then timestamptz '1985-01-01' + random() * interval '46000 days'
                        when 1 then timestamptz '2200-01-01' + random() * interval '300 days'
                        when 2 then date_trunc('hour', timestamptz '2018-06-01' + random() * interval '3500 days') + interval '30 minutes'
                        when 3 then date_trunc('hour', timestamptz '2018-06-01' + random() * interval '3500 days')
                        when 4 then date_trunc('hour', timestamptz '2018-06-01' + random() * interval '3500 days') + interval '1 microsecond'
                        when 5 then date_trunc('hour', timestamptz '2018-06-01' + random() * interval '3500 days') - interval '1 microsecond'
                        when 6 then date_trunc('day', timestamptz '2018-06-01' + random() * interval '3500 days') - interval '1 microsecond'
                        else timestamptz '2021-06-01' + random() * interval '2200 days' end as received_at
            from generate_series(1, :dossiers) t (n) offset 0) r) x;
create temporary table one_by_one as
select d.dossier_id, d.agency_id, t.minutes as term_minutes, b.counted_from, c.due_at as calendar_due_at,
       case when hentra.working_time_known(least(d.received_at, d.first_due_at), greatest(d.received_at, d.first_due_at, c.due_at))
            then hentra.working_day_number(hentra.local_day(d.first_due_at), k.calendar)
                 - hentra.working_day_number(hentra.local_day(c.due_at), k.calendar) end as days_apart, k.calendar
from hentra.dossier d
cross join lateral (select hentra.calendar_of(d.agency_id) as calendar offset 0) k
cross join lateral (select hentra.procedure_statutory_minutes(d.procedure_id, hentra.local_day(d.received_at)) as minutes offset 0) t
cross join lateral (select hentra.term_begins(d.received_at, k.calendar, t.minutes <= 480) as counted_from offset 0) b
cross join lateral (select hentra.working_time_after(b.counted_from, t.minutes, k.calendar) as due_at offset 0) c
where d.case_kind = 0 and d.received_at is not null and d.first_due_at is not null and t.minutes is not null;
select count(*), count(*) filter (where days_apart <> 0), count(*) filter (where calendar_due_at is null),
       count(*) filter (where d.received_at <> counted_from), count(*) filter (where calendar <> 0)
from one_by_one
join hentra.dossier d using (dossier_id);
select 'one by one ' || coalesce(o::text, 'nothing') || ', all at once ' || coalesce(v::text, 'nothing')
from one_by_one o
full join (select dossier_id, agency_id, term_minutes, counted_from, calendar_due_at, days_apart from hentra.dossier_due_check) v using (dossier_id)
where (o.agency_id, o.term_minutes, o.counted_from, o.calendar_due_at, o.days_apart)
      is distinct from (v.agency_id, v.term_minutes, v.counted_from, v.calendar_due_at, v.days_apart)
order by dossier_id
limit 5;
