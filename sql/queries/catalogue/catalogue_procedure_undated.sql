-- $1 names of the file's columns text[] -> line integer of the first row without a day of which the warehouse has several
-- versions, so that nobody knows which is meant; no row: there is none
-- columns: line
select s.line
from catalogue_procedure s
join hentra.procedure m on m.code = s.code
where 'valid_from' <> all ($1) and (select count(*) from hentra.procedure_version v where v.procedure_id = m.procedure_id) > 1
order by s.line
limit 1;
