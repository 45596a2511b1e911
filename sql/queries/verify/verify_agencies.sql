-- no parameters -> bigint: rows of agency_spoken that the catalogue does not lead to, and those that are missing
-- columns: differing
with leads as materialized (select agency_id, valid_from, valid_to, member_id from hentra.agency_leads(null)),
kept as (select agency_id, valid_from, valid_to, member_id from hentra.agency_spoken)
select (select count(*) from (select agency_id, valid_from, valid_to, member_id from leads except select agency_id, valid_from, valid_to, member_id from kept) l)
     + (select count(*) from (select agency_id, valid_from, valid_to, member_id from kept except select agency_id, valid_from, valid_to, member_id from leads) k)
       as differing;
