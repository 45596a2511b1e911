-- no parameters -> deletes versions of the staged procedures that are not among the staged rows: a file contains all
-- versions of its members
delete from hentra.procedure_version v
using hentra.procedure m
where m.procedure_id = v.procedure_id
  and exists (select from catalogue_procedure s where s.code = m.code)
  and not exists (select from catalogue_procedure s where s.code = m.code and coalesce(s.valid_from, '-infinity') = v.valid_from);
