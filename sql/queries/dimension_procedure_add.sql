-- $1 code text, $2 greatest id that a statement can hold integer
-- -> procedure_id integer, added if it was not there; above $2: the dimension is full, and it was not; no row: another
--    connection is adding it just now
with added as (
        insert into hentra.procedure (code)
        select $1 where coalesce((select max(procedure_id) from hentra.procedure), 0) < $2
        on conflict do nothing returning procedure_id
), known as (
        select procedure_id from hentra.procedure where code = $1
)
select procedure_id from added
union all
select procedure_id from known
union all
select $2 + 1 where not exists (select from known) and (select max(procedure_id) from hentra.procedure) >= $2;
