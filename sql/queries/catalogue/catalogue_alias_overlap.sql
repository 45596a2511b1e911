-- no parameters -> line integer of the first row whose time is empty or overlaps that of an earlier row; no row:
-- there is none
-- columns: line
select b.line
from catalogue_alias b
where coalesce(b.valid_from, '-infinity') >= coalesce(b.valid_to, 'infinity')
   or exists (select from catalogue_alias a
              where a.alias = b.alias and a.system = b.system and coalesce(a.source, '') = coalesce(b.source, '') and a.line < b.line
                and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity')
                and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity'))
order by b.line
limit 1;
