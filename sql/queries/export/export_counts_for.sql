-- no parameters -> for which agency of the catalogue a code or name of events counts, and when; the columns are those of the file
select a.code as agency, nullif(s.valid_from, '-infinity') as valid_from, nullif(s.valid_to, 'infinity') as valid_to, m.code as counts_for
from hentra.agency_spoken s
join hentra.agency a using (agency_id)
join hentra.agency m on m.agency_id = s.member_id
order by a.code, s.valid_from;
