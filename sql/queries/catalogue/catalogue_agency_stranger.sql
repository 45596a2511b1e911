-- no parameters -> line integer of the first row whose parent or successor nobody has named: no row of the file, no
-- catalogue, no event; no row: there is none
-- columns: line
select s.line
from catalogue_agency s
cross join unnest(array[s.parent, s.successor]) as other
where other is not null
  and not exists (select from catalogue_agency o where o.code = other)
  and not exists (select from hentra.agency m where m.code = other)
order by s.line
limit 1;
