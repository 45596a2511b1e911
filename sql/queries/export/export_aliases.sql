-- no parameters -> every other code and name of an agency; the columns are those of the file
select l.alias, hentra.alias_system_name(l.system) as system, nullif(l.source, '') as source, nullif(l.valid_from, '-infinity') as valid_from,
       nullif(l.valid_to, 'infinity') as valid_to, a.code as agency
from hentra.agency_alias l
join hentra.agency a using (agency_id)
order by l.alias, l.system, l.source, l.valid_from;
