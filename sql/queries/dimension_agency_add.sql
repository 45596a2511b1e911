-- $1 code text, $2 greatest id that a statement can hold integer
-- -> agency_id integer, added if it was not there; above $2: the dimension is full, and it was not; no row: another
--    connection is adding it just now
with added as (
        insert into hentra.agency (code)
        select $1 where coalesce((select max(agency_id) from hentra.agency), 0) < $2
        on conflict do nothing returning agency_id
), known as (
        select agency_id from hentra.agency where code = $1
)
select agency_id from added
union all
select agency_id from known
union all
select $2 + 1 where not exists (select from known) and (select max(agency_id) from hentra.agency) >= $2;
