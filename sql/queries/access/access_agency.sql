-- $1 code text, $2 role text -> the agency: its number, its name today, and whether the role has been granted it
-- columns: agency_id name granted
select a.agency_id, (select c.name from hentra.agency_current c where c.agency_id = a.agency_id) as name,
       exists (select from hentra.access g where g.agency_id = a.agency_id and g.role_name = $2) as granted
from hentra.agency a
where a.code = $1;
