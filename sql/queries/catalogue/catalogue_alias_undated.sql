-- $1 names of the file's columns text[] -> line integer of the first row without a day of which the warehouse has several
-- versions, so that nobody knows which is meant, unless it takes all of them away; no row: there is none
-- columns: line
select s.line
from catalogue_alias s
where 'valid_from' <> all ($1) and (s.agency is not null or 'agency' <> all ($1))
  and (select count(*) from hentra.agency_alias a where (a.alias, a.system, a.source) = (s.alias, s.system, coalesce(s.source, ''))) > 1
order by s.line
limit 1;
