-- Working time between instants, from hentra.calendar_day. What working time is, core/base/calendar.c says (a test compares
-- the two): here is only the search for the day, and the part of it that has passed.

create function hentra.calendar_day_of(at timestamptz, zone text) returns date language sql immutable parallel safe
return case when at is not null then least(greatest((at at time zone zone)::date, date '1990-01-01'), date '2109-12-31') end;
comment on function hentra.calendar_day_of is 'The row of calendar_day that an instant falls in, by the zone of the warehouse: its local day, or the first or last day there is.';

create function hentra.worked_within_many(at timestamptz, opens_at timestamptz[], closes_at timestamptz[])
returns bigint language sql immutable parallel safe
return (select coalesce(sum(date_part('epoch', least(at, closes) - opens) * 1000000), 0)::bigint
        from unnest(opens_at, closes_at) as span (opens, closes)
        where at > opens);
comment on function hentra.worked_within_many is 'As worked_within, for any number of spans.';

-- Without a subquery the planner puts it in place of its call, which makes it several times faster: so the two spans that most
-- offices have are spelt out.
create function hentra.worked_within(at timestamptz, opens_at timestamptz[], closes_at timestamptz[])
returns bigint language sql immutable parallel safe
return case when cardinality(opens_at) <= 2
            then case when at > opens_at[1] then (date_part('epoch', least(at, closes_at[1]) - opens_at[1]) * 1000000)::bigint else 0 end
                 + case when at > opens_at[2] then (date_part('epoch', least(at, closes_at[2]) - opens_at[2]) * 1000000)::bigint else 0 end
            else hentra.worked_within_many(at, opens_at, closes_at) end;
comment on function hentra.worked_within is 'Microseconds of working time from the beginning of a day until an instant on it, by its row of calendar_day.';

create function hentra.whole_minutes(micros bigint) returns bigint language sql immutable parallel safe
return floor(micros::double precision / 60000000)::bigint;
comment on function hentra.whole_minutes is 'Microseconds as whole minutes, rounded down.';

create function hentra.working_minutes(from_at timestamptz, to_at timestamptz) returns bigint language sql stable strict parallel safe
return (select hentra.whole_minutes(b.working_before + hentra.worked_within(to_at, b.opens_at, b.closes_at)
                                    - a.working_before - hentra.worked_within(from_at, a.opens_at, a.closes_at))
        from hentra.calendar_day a, hentra.calendar_day b
        where a.day = hentra.calendar_day_of(from_at, (select zone from hentra.warehouse))
          and b.day = hentra.calendar_day_of(to_at, (select zone from hentra.warehouse)));
comment on function hentra.working_minutes is 'Working time between two instants in whole minutes, rounded down; negative: the second lies before the first. There is none before 1990 and behind 2109.';

-- The working time before the end says on which day it lies, then in which span: the opening hour of a span knows what was
-- worked before it.
create function hentra.working_time_after(at timestamptz, minutes bigint) returns timestamptz language sql stable strict parallel safe
return (select span.opens + (ends.worked - d.working_before - hentra.worked_within(span.opens, d.opens_at, d.closes_at))
                            * interval '1 microsecond'
        from (select a.working_before + hentra.worked_within(at, a.opens_at, a.closes_at)
                     -- More than all there is; and no overflow.
                     + greatest(-1000000000, least(1000000000, minutes)) * 60000000 as worked
              from hentra.calendar_day a
              where a.day = hentra.calendar_day_of(at, (select zone from hentra.warehouse))) ends
        cross join lateral (select c.working_before, c.opens_at, c.closes_at
                            from hentra.calendar_day c
                            where c.opens_at <> '{}' and c.working_before < ends.worked
                            order by c.working_before desc
                            limit 1) d
        cross join lateral unnest(d.opens_at, d.closes_at) as span (opens, closes)
        where ends.worked > d.working_before + hentra.worked_within(span.opens, d.opens_at, d.closes_at)
          and ends.worked <= d.working_before + hentra.worked_within(span.closes, d.opens_at, d.closes_at));
comment on function hentra.working_time_after is 'The first instant by which so many minutes of working time have passed since another: what ends with a day ends at its closing hour. Negative: before it. Null: outside 1990 to 2109.';
