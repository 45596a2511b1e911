-- $1 agency integer, $2 day to whose agencies all is restated date (null: as it was) -> ascending, the agencies whose facts may count for it on
-- some day: itself, what aliases lead to it, and restated what it continues
-- columns: agency_id
with continued as materialized (
        select agency_id from hentra.agencies_restated($2) where restated_id = $1
        union
        select $1)
select agency_id from continued
union
select s.agency_id from hentra.agency_spoken s join continued c on c.agency_id = s.member_id
order by agency_id;
