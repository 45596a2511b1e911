-- no parameters -> agencies with a calendar of their own, and the last day of their hours; null: they do not end; and whether that day has passed
-- columns: agency version followers last_day ended
select h.agency, h.version, h.followers, h.last_day, h.ended
from hentra.agency_calendar_health h
order by h.agency;
