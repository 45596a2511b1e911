-- Calendars of agencies that come to an end, and return dates that are not those that the agency's calendar gives. Nothing here changes a
-- figure: a date that came is never reckoned anew.

create view hentra.agency_calendar_health as
with recent as (
        select agency_id, max(version) as version from hentra.agency_calendar_version group by agency_id),
own as (
        select r.agency_id, r.version, max(w.valid_to) as behind, count(w.*) as weeks,
               (select count(*) from hentra.agency_calendar_exception x where x.agency_id = r.agency_id and x.version = r.version) as days
        from recent r
        left join hentra.agency_calendar_week w on w.agency_id = r.agency_id and w.version = r.version
        group by r.agency_id, r.version)
select a.code as agency, o.version, o.weeks::integer, o.days::integer,
       (select count(*) from hentra.agency_calendar c
        where c.calendar_id = (select calendar_id from hentra.agency_calendar m where m.agency_id = o.agency_id))::integer as followers,
       case when o.behind < 'infinity' then o.behind - 1 end as last_day,
       coalesce(o.behind <= hentra.local_day(now()), false) as ended
from own o
join hentra.agency a using (agency_id)
where o.weeks + o.days > 0;
comment on view hentra.agency_calendar_health is 'Agencies that have a calendar of their own, and those whose office hours end: from then on those of the agency above count, until somebody imports others.';
comment on column hentra.agency_calendar_health.agency is 'Code of the agency.';
comment on column hentra.agency_calendar_health.version is 'Its current calendar.';
comment on column hentra.agency_calendar_health.weeks is 'Rows of weekdays in it.';
comment on column hentra.agency_calendar_health.days is 'Rows of single days in it.';
comment on column hentra.agency_calendar_health.followers is 'Agencies, itself among them, that have the same working time.';
comment on column hentra.agency_calendar_health.last_day is 'Last day of which its rows of weekdays speak; null: they do not end, or there are none.';
comment on column hentra.agency_calendar_health.ended is 'That day has passed.';

-- What term_begins(), working_time_after() and working_day_number() give, by the same arithmetic, for all dossiers at once (a test compares
-- them): calls of those three take half a millisecond a dossier. The calendars are arrays here, which width_bucket() searches. A
-- query restricts it by its own columns, which go down to the scan of dossiers; a join with it is one with all of them.
create view hentra.dossier_due_check as
with -- Each calendar is moved into 200 years of its own, the general one by nothing, so that one array has all of them: whatever lies before
-- the first or behind the last of its spans finds one of another calendar, which lies too far away to be taken for one of its own.
calendar as materialized (
        select calendar_id, number, number * interval '1752000 hours' as later, number * 5000000000000000 as base -- 120 years last less
        from (select calendar_id, row_number() over () as number -- any: where reports forbid sorting, its price would hide all others
              from (select distinct calendar_id from hentra.agency_calendar) c
              union all
              select 0, 0) c),
span as materialized (
        select array_agg(opens_at order by opens_at) as opens, array_agg(closes_at order by opens_at) as closes,
               array_agg(worked order by opens_at) as worked, array_agg(begins_at order by opens_at) as begins, array_agg(day order by opens_at) as day
        from (select s.opens_at + c.later as opens_at, s.closes_at + c.later as closes_at, s.working_before + c.base as worked,
                     ((s.opens_at at time zone (select zone from hentra.warehouse))::date::timestamp at time zone (select zone from hentra.warehouse))
                     + c.later as begins_at, s.working_day + c.number * 100000 as day
              from (select 0 as calendar_id, opens_at, closes_at, working_before, working_day from hentra.calendar_span
                    union all
                    select calendar_id, opens_at, closes_at, working_before, working_day from hentra.agency_calendar_span) s
              join calendar c using (calendar_id)) s),
own as materialized (
        select k.agency_id, k.calendar_id, c.number, c.later, c.base from hentra.working_calendar k join calendar c using (calendar_id)),
-- As procedure_statutory_minutes() has it.
term as materialized (
        select m.procedure_id, v.valid_from::timestamp at time zone (select zone from hentra.warehouse) as from_at,
               v.valid_to::timestamp at time zone (select zone from hentra.warehouse) as to_at,
               hentra.term_minutes(v.statutory_minutes, v.duration, v.duration_unit) as minutes
        from hentra.procedure_member m
        join hentra.procedure_version v on v.procedure_id = m.member_id)
select d.dossier_id, d.agency_id, a.code as agency, r.code as procedure, d.received_at, d.first_due_at, d.ended_at, t.minutes as term_minutes,
       b.counted_from, c.due_at - b.later as calendar_due_at,
       -- As working_time_known() has it, once: a function that is not put in place of its call would list the years for every dossier.
       case when c.due_at is not null
                 and not tstzrange(least(d.received_at, d.first_due_at), greatest(d.received_at, d.first_due_at, c.due_at - b.later), '[]')
                         && (select hentra.calendar_unknown())
            then (greatest((select day from span)[width_bucket(b.first_due_at, (select begins from span))], b.number * 100000)
                  - greatest((select day from span)[width_bucket(c.due_at, (select begins from span))], b.number * 100000))::integer end as days_apart,
       'the return date that was said first is not the one that reception, term and the agency''s calendar give' as about,
       d.procedure_id, d.due_at, d.day_class, d.instant_class
from hentra.dossier d
join term t on t.procedure_id = d.procedure_id and d.received_at >= t.from_at and d.received_at < t.to_at
left join hentra.agency a using (agency_id)
left join hentra.procedure r on r.procedure_id = d.procedure_id
left join own k on k.agency_id = d.agency_id
left join hentra.agency_calendar_cut u on u.calendar_id = k.calendar_id
                                          and u.day = case when k.calendar_id is not null
                                                           then (d.received_at at time zone (select zone from hentra.warehouse))::date end
-- offset 0: else each use of a value would reckon it again, down to the places in the calendar.
cross join lateral (
        select f.counted_from, coalesce(k.number, 0) as number, coalesce(k.later, '0') as later, coalesce(k.base, 0) as base,
               -- There is no working time before 1990 and behind 2109.
               least(greatest(f.counted_from, '1980-01-01'), '2120-01-01') + coalesce(k.later, '0') as from_at,
               least(greatest(d.first_due_at, '1980-01-01'), '2120-01-01') + coalesce(k.later, '0') as first_due_at
        from (select case when d.received_at > case when hentra.term_is_short(t.minutes) then coalesce(u.cut_short_at, u.cut_at) else u.cut_at end
                          then u.begins_at else d.received_at end as counted_from offset 0) f
        offset 0) b
cross join lateral (
        -- Not into the calendar before or behind.
        select greatest(b.base, least(b.base + 4999999999999999, t.minutes * 60000000::bigint + greatest(b.base, (
                       (select worked from span)[p.place]
                       + (date_part('epoch', least(b.from_at, (select closes from span)[p.place]) - (select opens from span)[p.place])
                          * 1000000)::bigint)))) as worked
        from (select width_bucket(b.from_at, (select opens from span)) as place offset 0) p
        offset 0) e
cross join lateral (
        select case when n.rest <= (select closes from span)[n.place] - (select opens from span)[n.place]
                    then (select opens from span)[n.place] + n.rest end as due_at
        from (select p.place, (e.worked - (select worked from span)[p.place]) * interval '1 microsecond' as rest
              from (select width_bucket(e.worked - 1, (select worked from span)) as place offset 0) p
              offset 0) n
        offset 0) c
where d.case_kind = 0 and d.received_at is not null and d.first_due_at is not null and t.minutes is not null;
comment on view hentra.dossier_due_check is 'Dossiers whose procedure has a term in working time: the return date that was said first, beside the one that reception, term and the calendar of the agency give. It judges no one: products count the day of reception, and 15:00, in different ways (docs/calendars.md).';
comment on column hentra.dossier_due_check.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_due_check.about is 'What days_apart tells.';
comment on column hentra.dossier_due_check.agency_id is 'Number of that agency in this warehouse.';
comment on column hentra.dossier_due_check.agency is 'Code of the agency where it is, or was when it ended, whose calendar counts.';
comment on column hentra.dossier_due_check.procedure is 'Code of the procedure.';
comment on column hentra.dossier_due_check.received_at is 'Reception.';
comment on column hentra.dossier_due_check.first_due_at is 'Return date, as said first: later ones may allow for a supplement.';
comment on column hentra.dossier_due_check.ended_at is 'End as said; null: open.';
comment on column hentra.dossier_due_check.term_minutes is 'Working minutes that the procedure may take by the catalogue of the day of reception.';
comment on column hentra.dossier_due_check.counted_from is 'Reception, or after the cut of the day the opening of the next working day.';
comment on column hentra.dossier_due_check.calendar_due_at is 'The date that these give; null: beyond the calendar.';
comment on column hentra.dossier_due_check.days_apart is 'Working days by which the date said lies behind that one; negative: before it. Null: the calendar does not know the days off of a year between, so it is not judged.';
comment on column hentra.dossier_due_check.procedure_id is 'Number of the procedure in this warehouse. This and what follows is there so that nobody who asks for it joins dossiers once more.';
comment on column hentra.dossier_due_check.due_at is 'Return date as it is now.';
comment on column hentra.dossier_due_check.day_class is 'As dossier.day_class: early, on time or late, by local days.';
comment on column hentra.dossier_due_check.instant_class is 'As dossier.instant_class: the same by instants.';
