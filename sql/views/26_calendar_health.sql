-- Which years the calendar does not know, and whether one of them matters now. A year is not known by its last day alone, which may
-- be off in exchange for a day of the next. What is reckoned across one
-- is marked; the alerter asks calendar_gaps() for a day of its own clock, and who watches the warehouse reads calendar_health. Of the older
-- versions, which only `hentra calendar show` reads, calendar_table_knows() says the same.

create function hentra.calendar_unknown_years() returns table (year integer) language sql stable parallel safe
begin atomic
        select y::integer
        from generate_series(1990, 2109) as y
        where not exists (select from hentra.calendar_exception x
                          where x.version = (select max(v.version) from hentra.calendar_version v) and not x.working
                            and x.day between make_date(y::integer, 1, 1) and make_date(y::integer, 12, 30));
end;
comment on function hentra.calendar_unknown_years is 'Years of which the current calendar knows no day off, or the last day alone, which may stand for one of the next year: nobody has imported them.';

create function hentra.calendar_unknown() returns tstzmultirange language sql stable parallel safe
return (select range_agg(tstzrange(make_timestamp(year, 1, 1, 0, 0, 0) at time zone zone,
                                   make_timestamp(year + 1, 1, 1, 0, 0, 0) at time zone zone))
        from (select year from hentra.calendar_unknown_years() union all values (1989), (2110)) years
        cross join hentra.warehouse);
comment on function hentra.calendar_unknown is 'The same as spans of time, with the years next to those that a calendar can hold.';

create function hentra.working_time_known(from_at timestamptz, to_at timestamptz) returns boolean language sql stable strict parallel safe
return not tstzrange(least(from_at, to_at), greatest(from_at, to_at), '[]') && (select hentra.calendar_unknown());
comment on function hentra.working_time_known is 'Whether the calendar knows the days off of every year between two instants. False: working time between them is reckoned as if a year had none.';

create function hentra.calendar_gaps(today date) returns table (year integer, first_day date, version integer)
language sql stable parallel safe
begin atomic
        select u.year, make_date(u.year, 1, 1), (select max(v.version) from hentra.calendar_version v)
        from hentra.calendar_unknown_years() u
        where u.year in (date_part('year', today), date_part('year', today + 60))
        order by 1;
end;
comment on function hentra.calendar_gaps is 'The year of a local day, and the year that begins within 60 days of it, as far as the current calendar knows no day off of them.';

create view hentra.calendar_health as
select year, first_day, version from hentra.calendar_gaps(hentra.local_day(now()));
comment on view hentra.calendar_health is 'This year, and the next from 60 days before it begins, where the calendar knows no day off of them: its holidays count as worked until somebody runs `hentra calendar import`. No row: all is well.';
comment on column hentra.calendar_health.year is 'The year whose days off are missing.';
comment on column hentra.calendar_health.first_day is 'The local day on which it begins, or began.';
comment on column hentra.calendar_health.version is 'The current calendar, which does not know them.';

create view hentra.calendar_unlike_viet_nam as
select day, coalesce(x.working, date_part('isodow', day) < 6) as working, coalesce(v.working, date_part('isodow', day) < 6) as viet_nam,
       coalesce(v.name, x.name) as name
from (select day, working, name from hentra.calendar_exception
      where version = (select max(version) from hentra.calendar_version)) x
full join hentra.calendar_viet_nam v using (day)
where coalesce(x.working, date_part('isodow', day) < 6) <> coalesce(v.working, date_part('isodow', day) < 6)
      and day >= (select min(day) from hentra.calendar_viet_nam)
      and date_part('year', day) <= (select date_part('year', max(day)) from hentra.calendar_viet_nam);
comment on view hentra.calendar_unlike_viet_nam is 'Days on which the current calendar says otherwise than the days off of Viet Nam that came with hentra (calendar_viet_nam), in the years of those.';
comment on column hentra.calendar_unlike_viet_nam.day is 'Local day.';
comment on column hentra.calendar_unlike_viet_nam.working is 'Whether it is worked by the current calendar.';
comment on column hentra.calendar_unlike_viet_nam.viet_nam is 'Whether it is worked by calendar_viet_nam.';
comment on column hentra.calendar_unlike_viet_nam.name is 'Why, as calendar_viet_nam says; of a day that it does not name, as the current calendar does.';
