-- $1 agency_id integer, $2 version integer, null: the greatest -> its calendar: one row per day, then one per stretch of weekdays, or one
-- row without; no row: there is no such version; stretch: the row is one of weekdays, from day until behind (null: without end)
-- columns: version imported_at note stretch day behind working weekdays day_hours cut cut_short name
select v.version, v.imported_at, v.note, coalesce(r.stretch, false) as stretch, r.day, r.behind, r.working, r.weekdays, r.day_hours, r.cut,
       r.cut_short, r.name
from hentra.agency_calendar_version v
left join (select agency_id, version, false as stretch, day, null::date as behind, working, 0 as weekdays, hours as day_hours,
                  null::smallint as cut, null::smallint as cut_short, name
           from hentra.agency_calendar_exception
           union all
           select agency_id, version, true, valid_from, nullif(valid_to, 'infinity'), true, weekdays, hours, cut, cut_short, name
           from hentra.agency_calendar_week) r using (agency_id, version)
where v.agency_id = $1
      and v.version = coalesce($2::integer, (select max(version) from hentra.agency_calendar_version where agency_id = $1))
order by r.stretch, r.day, r.weekdays;
