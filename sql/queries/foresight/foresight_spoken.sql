-- $1 as of timestamptz -> the agencies whose code or name leads to another one then, in order, and that one
-- columns: agency_id member_id
select agency_id, member_id
from hentra.agency_said
where agency_id <> member_id and hentra.local_day($1) >= valid_from and hentra.local_day($1) < valid_to
order by agency_id;
