-- $1 code text, $2 greatest id that a statement can hold integer
-- -> field_id integer, added if it was not there; above $2: the dimension is full, and it was not; no row: another
--    connection is adding it just now
with added as (
        insert into hentra.field (code)
        select $1 where coalesce((select max(field_id) from hentra.field), 0) < $2
        on conflict do nothing returning field_id
), known as (
        select field_id from hentra.field where code = $1
)
select field_id from added
union all
select field_id from known
union all
select $2 + 1 where not exists (select from known) and (select max(field_id) from hentra.field) >= $2;
