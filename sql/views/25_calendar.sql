-- Working time between instants. What working time is, core/base/calendar.c says, and hentra.calendar_span is its table: here is
-- only its search (a test compares the two).

-- A function in FROM, since the planner puts such a one in place of its call; one that gives a value it would have to call.
create function hentra.worked_until(at timestamptz) returns table (micros bigint) language sql stable parallel safe
begin atomic
        select s.working_before + (date_part('epoch', least(at, s.closes_at) - s.opens_at) * 1000000)::bigint
        from hentra.calendar_span s
        where s.opens_at <= at
        order by s.opens_at desc
        limit 1;
end;
comment on function hentra.worked_until(timestamptz) is 'Microseconds of working time from 1990 until an instant; no row: it lies before all of it.';

create function hentra.whole_minutes(micros bigint) returns bigint language sql immutable parallel safe
return floor(micros::double precision / 60000000)::bigint;
comment on function hentra.whole_minutes is 'Microseconds as whole minutes, rounded down.';

create function hentra.working_minutes(from_at timestamptz, to_at timestamptz) returns bigint language sql stable strict parallel safe
return hentra.whole_minutes(coalesce((select micros from hentra.worked_until(to_at)), 0)
                            - coalesce((select micros from hentra.worked_until(from_at)), 0));
comment on function hentra.working_minutes(timestamptz, timestamptz) is 'Working time between two instants in whole minutes, rounded down; negative: the second lies before the first. There is none before 1990 and behind 2109.';

create function hentra.working_time_after(at timestamptz, minutes bigint) returns timestamptz language sql stable strict parallel safe
return (select span.opens_at + (ends.worked - span.working_before) * interval '1 microsecond'
        from (select coalesce((select micros from hentra.worked_until(at)), 0)
                     -- More than all there is; and no overflow.
                     + greatest(-1000000000, least(1000000000, minutes)) * 60000000 as worked
              offset 0) ends -- so that it is looked up once, and not wherever it is named
        cross join lateral (select s.opens_at, s.closes_at, s.working_before
                            from hentra.calendar_span s
                            where s.working_before < ends.worked
                            order by s.working_before desc
                            limit 1) span
        where (ends.worked - span.working_before) * interval '1 microsecond' <= span.closes_at - span.opens_at);
comment on function hentra.working_time_after(timestamptz, bigint) is 'The first instant by which so many minutes of working time have passed since another: what ends with a day ends at its closing hour. Negative: before it. Null: outside 1990 to 2109.';

-- The same of an agency's calendar. 0 is the general one, so that whoever has no other is asked of nothing new.
-- As agency_calendar_spoken.sql has it for C.
create view hentra.working_calendar as
select agency_id, calendar_id from hentra.agency_calendar
union all
select s.agency_id, c.calendar_id
from hentra.agency_spoken s
join hentra.agency_calendar c on c.agency_id = s.member_id
where s.valid_from <= (select hentra.local_day(now())) and s.valid_to > (select hentra.local_day(now()))
      and not exists (select from hentra.agency_calendar o where o.agency_id = s.agency_id)
      and not exists (select from hentra.agency_version v where v.agency_id = s.agency_id);
comment on view hentra.working_calendar is 'Agencies that do not go by the general calendar; one without a version of its own that an alias leads to another today goes by that one''s.';
comment on column hentra.working_calendar.agency_id is 'The agency, as events name it.';
comment on column hentra.working_calendar.calendar_id is 'Its calendar, for worked_until_by, working_minutes, working_time_after and term_begins.';

create function hentra.calendar_of(agency integer) returns bigint language sql stable parallel safe
return coalesce((select calendar_id from hentra.working_calendar where agency_id = agency), 0);
comment on function hentra.calendar_of is 'The calendar that an agency goes by; 0: the general one.';

-- 0: as if there had been none; so a fit from before there were any is not old.
create function hentra.agency_calendars() returns bigint language sql stable parallel safe
return coalesce((select fingerprint from hentra.script where name = 'agency_calendar'), 0);
comment on function hentra.agency_calendars is 'A hash of which agencies have which calendar (agency_calendar): another one, and some agency goes by other days. 0: none has one.';

-- Not one more worked_until(): with the column that this returns, the two could not be told apart by ALTER ROUTINE.
create function hentra.worked_until_by(at timestamptz, calendar bigint) returns table (micros bigint) language sql stable parallel safe
begin atomic
        (select s.working_before + (date_part('epoch', least(at, s.closes_at) - s.opens_at) * 1000000)::bigint
         from hentra.calendar_span s
         where calendar = 0 and s.opens_at <= at
         order by s.opens_at desc
         limit 1)
        union all
        (select s.working_before + (date_part('epoch', least(at, s.closes_at) - s.opens_at) * 1000000)::bigint
         from hentra.agency_calendar_span s
         where calendar <> 0 and s.calendar_id = calendar and s.opens_at <= at
         order by s.opens_at desc
         limit 1);
end;
comment on function hentra.worked_until_by is 'Microseconds of working time of a calendar from 1990 until an instant; no row: it lies before all of it.';

create function hentra.working_minutes(from_at timestamptz, to_at timestamptz, calendar bigint) returns bigint language sql stable strict parallel safe
return hentra.whole_minutes(coalesce((select micros from hentra.worked_until_by(to_at, calendar)), 0)
                            - coalesce((select micros from hentra.worked_until_by(from_at, calendar)), 0));
comment on function hentra.working_minutes(timestamptz, timestamptz, bigint) is 'As working_minutes of two instants, by a calendar (function calendar_of).';

create function hentra.working_time_after(at timestamptz, minutes bigint, calendar bigint) returns timestamptz language sql stable strict parallel safe
return case when calendar = 0 then hentra.working_time_after(at, minutes)
            else (select span.opens_at + (ends.worked - span.working_before) * interval '1 microsecond'
                  from (select coalesce((select micros from hentra.worked_until_by(at, calendar)), 0)
                               + greatest(-1000000000, least(1000000000, minutes)) * 60000000 as worked
                        offset 0) ends
                  cross join lateral (select s.opens_at, s.closes_at, s.working_before
                                      from hentra.agency_calendar_span s
                                      where s.calendar_id = calendar and s.working_before < ends.worked
                                      order by s.working_before desc
                                      limit 1) span
                  where (ends.worked - span.working_before) * interval '1 microsecond' <= span.closes_at - span.opens_at) end;
comment on function hentra.working_time_after(timestamptz, bigint, bigint) is 'As working_time_after of an instant and minutes, by a calendar (function calendar_of).';

-- As calendar_term_is_short().
create function hentra.term_is_short(minutes bigint) returns boolean language sql immutable parallel safe
return minutes <= 480;
comment on function hentra.term_is_short is 'Whether a term of so many working minutes is one working day or less. A working day of a term is eight hours, as term_minutes() has it, whatever the office hours.';

create function hentra.term_begins(received_at timestamptz, calendar bigint, is_short boolean) returns timestamptz
language sql stable strict parallel safe
return case when calendar = 0 then received_at
            else coalesce((select c.begins_at from hentra.agency_calendar_cut c
                           where c.calendar_id = calendar and c.day = hentra.local_day(received_at)
                             and received_at > case when is_short then coalesce(c.cut_short_at, c.cut_at) else c.cut_at end), received_at) end;
comment on function hentra.term_begins is 'Instant from which a term counts: the reception, or after the cut of its day the opening of the next working day. Short: function term_is_short. By a calendar (function calendar_of).';

create function hentra.working_day_number(day date, calendar bigint) returns integer language sql stable strict parallel safe
return coalesce(case when calendar = 0
                     then (select s.working_day from hentra.calendar_span s
                           where s.opens_at < (day + 1)::timestamp at time zone (select zone from hentra.warehouse) order by s.opens_at desc limit 1)
                     else (select s.working_day from hentra.agency_calendar_span s
                           where s.calendar_id = calendar and s.opens_at < (day + 1)::timestamp at time zone (select zone from hentra.warehouse)
                           order by s.opens_at desc limit 1) end, 0);
comment on function hentra.working_day_number is 'How many working days a calendar has up to a local day, that one included; half days count as one.';
