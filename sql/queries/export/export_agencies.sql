-- no parameters -> every agency with all its versions; the columns are those of the file
select a.code as agency, nullif(v.valid_from, '-infinity') as valid_from, nullif(v.valid_to, 'infinity') as valid_to, v.name,
       hentra.level_name(coalesce(v.level, c.level)) as level, p.code as parent, v.province, s.code as successor, v.vertical, a.inferred
from hentra.agency a
left join hentra.agency_version v using (agency_id)
left join hentra.agency_level_claim c using (agency_id)
left join hentra.agency p on p.agency_id = v.parent_id
left join hentra.agency s on s.agency_id = v.successor_id
order by a.code, v.valid_from;
