-- $1 code text, $2 greatest id that a statement can hold integer
-- -> source_id integer, added if it was not there; above $2: the dimension is full, and it was not; no row: another
--    connection is adding it just now
with added as (
        insert into hentra.source (code)
        select $1 where coalesce((select max(source_id) from hentra.source), 0) < $2
        on conflict do nothing returning source_id
), known as (
        select source_id from hentra.source where code = $1
)
select source_id from added
union all
select source_id from known
union all
select $2 + 1 where not exists (select from known) and (select max(source_id) from hentra.source) >= $2;
