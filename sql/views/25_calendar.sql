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
comment on function hentra.worked_until is 'Microseconds of working time from 1990 until an instant; no row: it lies before all of it.';

create function hentra.whole_minutes(micros bigint) returns bigint language sql immutable parallel safe
return floor(micros::double precision / 60000000)::bigint;
comment on function hentra.whole_minutes is 'Microseconds as whole minutes, rounded down.';

create function hentra.working_minutes(from_at timestamptz, to_at timestamptz) returns bigint language sql stable strict parallel safe
return hentra.whole_minutes(coalesce((select micros from hentra.worked_until(to_at)), 0)
                            - coalesce((select micros from hentra.worked_until(from_at)), 0));
comment on function hentra.working_minutes is 'Working time between two instants in whole minutes, rounded down; negative: the second lies before the first. There is none before 1990 and behind 2109.';

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
comment on function hentra.working_time_after is 'The first instant by which so many minutes of working time have passed since another: what ends with a day ends at its closing hour. Negative: before it. Null: outside 1990 to 2109.';
