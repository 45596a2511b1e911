-- Which years the calendar does not know, and whether one of them matters now. What is reckoned across one
-- is marked; the alerter asks calendar_gaps() for a day of its own clock, and who watches the warehouse reads calendar_health. Of the older
-- versions, which only `hentra calendar show` reads, calendar_table_knows() says the same.

create function hentra.calendar_unknown_years() returns table (year integer) language sql stable parallel safe
begin atomic
        select y::integer
        from generate_series(1990, 2109) as y
        where not exists (select from hentra.calendar_exception x
                          where x.version = (select max(v.version) from hentra.calendar_version v) and not x.working
                            and x.day between make_date(y::integer, 1, 1) and make_date(y::integer, 12, 31));
end;
comment on function hentra.calendar_unknown_years is 'Years of which the calendar that counts knows no day off: nobody has imported them.';

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
comment on function hentra.calendar_gaps is 'The year of a local day, and the year that begins within 60 days of it, as far as the calendar that counts knows no day off of them.';

create view hentra.calendar_health as
select year, first_day, version from hentra.calendar_gaps(hentra.local_day(now()));
comment on view hentra.calendar_health is 'This year, and the next from 60 days before it begins, where the calendar knows no day off of them: its holidays count as worked until somebody runs `hentra calendar import`. No row: all is well.';
comment on column hentra.calendar_health.year is 'The year whose days off are missing.';
comment on column hentra.calendar_health.first_day is 'The local day on which it begins, or began.';
comment on column hentra.calendar_health.version is 'The calendar that counts, which does not know them.';
