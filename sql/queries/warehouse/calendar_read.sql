-- $1 version integer, null: the greatest -> version integer, hours text, imported_at timestamptz, note text, day
-- date, working boolean, name text, hours of that day alone text; one row per exception in order of day, or one row without;
-- no row: there is no such version
-- columns: version hours imported_at note day working name day_hours
select v.version, v.hours, v.imported_at, v.note, x.day, x.working, x.name, x.hours as day_hours
from hentra.calendar_version v
left join hentra.calendar_exception x using (version)
where v.version = coalesce($1::integer, (select max(version) from hentra.calendar_version))
order by x.day;
