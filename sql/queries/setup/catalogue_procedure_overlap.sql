-- no parameters -> line integer of the first row whose time overlaps that of an earlier row, or is empty; no row: all is well
-- columns: line
select b.line
from catalogue_procedure b
where coalesce(b.valid_from, '-infinity') >= coalesce(b.valid_to, 'infinity')
   or exists (select from catalogue_procedure a
              where a.code = b.code and a.line < b.line
                and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity')
                and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity'))
order by b.line
limit 1;
