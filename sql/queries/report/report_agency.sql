-- $1 code text, $2 first day, $3 last day -> the agency of that code, and whether a catalogue has it on a day of the range
-- columns: agency_id inferred valid
select a.agency_id, a.inferred,
       exists (select from hentra.agency_version v where v.agency_id = a.agency_id and v.valid_from <= $3 and v.valid_to > $2) as valid
from hentra.agency a
where a.code = $1;
