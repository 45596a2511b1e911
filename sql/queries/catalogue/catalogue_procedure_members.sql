-- no parameters -> procedures that the staged rows name are no longer inferred
merge into hentra.procedure m
using (select distinct code from catalogue_procedure) s
on m.code = s.code
when matched and m.inferred then update set inferred = false
when not matched then insert (code, inferred) values (s.code, false);
