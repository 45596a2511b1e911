-- no parameters -> fields of the staged rows are added, or get the name that the last row has
merge into hentra.field f
using (select distinct on (field) field as code, field_name as name
       from catalogue_procedure where field is not null order by field, field_name is null, line desc) s
on f.code = s.code
when matched and s.name is not null and f.name is distinct from s.name then update set name = s.name
when not matched then insert (code, name) values (s.code, s.name);
