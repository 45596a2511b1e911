-- $1 viet_nam boolean -> version integer; makes the next calendar: without days off, or with those of Viet Nam in the
-- years of its list and the present ones in other years; hours stay
with newest as (
        select version, hours from hentra.calendar_version order by version desc limit 1),
     made as (
        insert into hentra.calendar_version (version, hours, note)
        select coalesce((select version from newest), 0) + 1, coalesce((select hours from newest), '07:00-11:30,13:30-17:00'),
               case when $1::boolean then 'public servants of Viet Nam, 2019 to 2026, as announced; comes with hentra'
                    else 'no days off: nobody has imported them' end
        returning version),
     day as (
        insert into hentra.calendar_exception (version, day, working, name, hours)
        select made.version, days.day, days.working, days.name, days.hours
        from made
        cross join (select day, working, name, null as hours from hentra.calendar_viet_nam
                    union all
                    select x.day, x.working, x.name, x.hours
                    from hentra.calendar_exception x
                    join newest using (version)
                    where x.day < (select min(day) from hentra.calendar_viet_nam)
                       or date_part('year', x.day) > (select date_part('year', max(day)) from hentra.calendar_viet_nam)) days
        where $1)
select version from made;
