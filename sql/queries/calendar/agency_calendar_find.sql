-- $1 code text -> the agency of that code
-- columns: agency_id
select agency_id from hentra.agency where code = $1;
