-- Whether the calendar knows the years that matter now. Here alone stands which those are: the alerter asks the function for a
-- day of its own clock, and who watches the warehouse reads the view.

create function hentra.calendar_gaps(today date) returns table (year integer, first_day date, version integer)
language sql stable parallel safe
begin atomic
        select begun.year, make_date(begun.year, 1, 1), counts.version
        from (select date_part('year', today)::integer as year
              union
              select date_part('year', today + 60)::integer) begun
        cross join (select max(v.version) as version from hentra.calendar_version v) counts
        where begun.year between 1990 and 2109
          and not exists (select from hentra.calendar_exception x
                          where x.version = counts.version and not x.working
                            and x.day between make_date(begun.year, 1, 1) and make_date(begun.year, 12, 31))
        order by 1;
end;
comment on function hentra.calendar_gaps is 'The year of a local day, and the year that begins within 60 days of it, as far as the calendar that counts knows no day off of them.';

create view hentra.calendar_health as
select year, first_day, version from hentra.calendar_gaps(hentra.local_day(now()));
comment on view hentra.calendar_health is 'This year, and the next from 60 days before it begins, where the calendar knows no day off of them: its holidays count as worked until somebody runs `hentra calendar import`. No row: all is well.';
comment on column hentra.calendar_health.year is 'The year whose days off are missing.';
comment on column hentra.calendar_health.first_day is 'The local day on which it begins, or began.';
comment on column hentra.calendar_health.version is 'The calendar that counts, which does not know them.';
