-- no parameters -> line integer of the first row whose time is empty or overlaps that of an earlier row; no row:
-- there is none
-- columns: line
select b.line
from catalogue_agency b
where coalesce(b.valid_from, '-infinity') >= coalesce(b.valid_to, 'infinity')
   or exists (select from catalogue_agency a
              where a.code = b.code and a.line < b.line
                and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity')
                and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity'))
order by b.line
limit 1;
