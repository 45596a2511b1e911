-- $1 codes text[], $2 greatest id that a statement can hold integer -> adds those that are not there while there is room, in
-- order, so that two connections that add the same never wait crosswise; those that were added
-- columns: code id
insert into hentra.field (code)
select distinct c.code
from unnest($1::text[]) as c (code)
where not exists (select from hentra.field d where d.code = c.code)
order by c.code
limit greatest($2 - (select coalesce(max(field_id), 0) from hentra.field), 0)
on conflict do nothing
returning code, field_id as id;
