-- no parameters -> agencies of the staged rows are no longer inferred; parents and successors without a row become
-- inferred ones
merge into hentra.agency m
using (select code, bool_and(inferred) as inferred
       from (select code, false as inferred from catalogue_agency
             union all select parent, true from catalogue_agency where parent is not null
             union all select successor, true from catalogue_agency where successor is not null) s
       group by code) s
on m.code = s.code
when matched and m.inferred and not s.inferred then update set inferred = false
when not matched then insert (code, inferred) values (s.code, s.inferred);
