-- $1 codes text[], $2 greatest id that a statement can hold integer -> adds those that are not there while there is room, in
-- order, so that two connections that add the same never wait crosswise; those that were added
-- columns: code id
insert into hentra.source (code)
select distinct c.code
from unnest($1::text[]) as c (code)
where not exists (select from hentra.source d where d.code = c.code)
order by c.code
limit greatest($2 - (select coalesce(max(source_id), 0) from hentra.source), 0)
on conflict do nothing
returning code, source_id as id;
