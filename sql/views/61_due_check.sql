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

create view hentra.dossier_due_check as
select d.dossier_id, d.agency_id, a.code as agency, r.code as procedure, d.received_at, d.first_due_at, t.minutes as term_minutes,
       hentra.term_begins(d.received_at, k.calendar, t.minutes <= 480) as counted_from, c.due_at as calendar_due_at,
       case when not tstzrange(least(d.received_at, d.first_due_at), greatest(d.received_at, d.first_due_at, c.due_at), '[]') && u.unknown
            then hentra.working_day_number(hentra.local_day(d.first_due_at), k.calendar)
                 - hentra.working_day_number(hentra.local_day(c.due_at), k.calendar) end as days_apart,
       'the return date that was said first is not the one that reception, term and the agency''s calendar give' as about
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
left join hentra.working_calendar w using (agency_id)
-- As working_time_known() has it, once: a function that is not put in place of its call would list the years for every dossier.
cross join (select hentra.calendar_unknown() as unknown offset 0) u
cross join lateral (select coalesce(w.calendar_id, 0) as calendar) k
cross join lateral (select hentra.procedure_statutory_minutes(d.procedure_id, hentra.local_day(d.received_at)) as minutes offset 0) t
cross join lateral (select hentra.working_time_after(hentra.term_begins(d.received_at, k.calendar, t.minutes <= 480), t.minutes, k.calendar)
                           as due_at offset 0) c
where d.case_kind = 0 and d.received_at is not null and d.first_due_at is not null and t.minutes is not null;
comment on view hentra.dossier_due_check is 'Dossiers whose procedure has a term in working time: the return date that was said first, beside the one that reception, term and the calendar of the agency give. It judges no one: products count the day of reception, and 15:00, in different ways (docs/calendars.md).';
comment on column hentra.dossier_due_check.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_due_check.about is 'What days_apart tells.';
comment on column hentra.dossier_due_check.agency_id is 'Number of that agency in this warehouse.';
comment on column hentra.dossier_due_check.agency is 'Code of the agency where it is, or was when it ended, whose calendar counts.';
comment on column hentra.dossier_due_check.procedure is 'Code of the procedure.';
comment on column hentra.dossier_due_check.received_at is 'Reception.';
comment on column hentra.dossier_due_check.first_due_at is 'Return date, as said first: later ones may allow for a supplement.';
comment on column hentra.dossier_due_check.term_minutes is 'Working minutes that the procedure may take by the catalogue of the day of reception.';
comment on column hentra.dossier_due_check.counted_from is 'Reception, or after the cut of the day the opening of the next working day.';
comment on column hentra.dossier_due_check.calendar_due_at is 'The date that these give; null: beyond the calendar.';
comment on column hentra.dossier_due_check.days_apart is 'Working days by which the date said lies behind that one; negative: before it. Null: the calendar does not know the days off of a year between, so it is not judged.';
