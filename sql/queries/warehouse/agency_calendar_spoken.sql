-- no parameters -> agencies without a version of their own that an alias leads to another of the catalogue today
-- columns: agency_id member_id
select s.agency_id, s.member_id
from hentra.agency_spoken s
where s.valid_from <= (select hentra.local_day(now())) and s.valid_to > (select hentra.local_day(now()))
      and not exists (select from hentra.agency_version v where v.agency_id = s.agency_id);
