-- no parameters -> versions of the staged agencies that the staged rows no longer have are deleted: a file holds all versions of what it names
delete from hentra.agency_version v
using hentra.agency m
where m.agency_id = v.agency_id
  and exists (select from catalogue_agency s where s.code = m.code)
  and not exists (select from catalogue_agency s where s.code = m.code and coalesce(s.valid_from, '-infinity') = v.valid_from);
