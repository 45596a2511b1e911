-- no parameters -> agencies that an alias leads to another of the catalogue
-- columns: agency_id member_id
select distinct on (agency_id) agency_id, member_id from hentra.agency_spoken order by agency_id, valid_from desc;
