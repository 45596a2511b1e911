-- no parameters -> agencies whose current calendar has a word of its own
-- columns: agency_id
select c.agency_id
from (select agency_id, max(version) as version from hentra.agency_calendar_version group by agency_id) c
where exists (select from hentra.agency_calendar_exception x where x.agency_id = c.agency_id and x.version = c.version)
   or exists (select from hentra.agency_calendar_week w where w.agency_id = c.agency_id and w.version = c.version)
order by c.agency_id;
