-- no parameters -> deletes versions of the staged agencies that are not among the staged rows: a file contains all
-- versions of its members
delete from hentra.agency_version v
using hentra.agency m
where m.agency_id = v.agency_id
  and exists (select from catalogue_agency s where s.code = m.code)
  and not exists (select from catalogue_agency s where s.code = m.code and coalesce(s.valid_from, '-infinity') = v.valid_from);
