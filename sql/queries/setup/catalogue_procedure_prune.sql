-- no parameters -> versions of the staged procedures that the staged rows no longer have are deleted: a file holds all versions of what it names
delete from hentra.procedure_version v
using hentra.procedure m
where m.procedure_id = v.procedure_id
  and exists (select from catalogue_procedure s where s.code = m.code)
  and not exists (select from catalogue_procedure s where s.code = m.code and coalesce(s.valid_from, '-infinity') = v.valid_from);
