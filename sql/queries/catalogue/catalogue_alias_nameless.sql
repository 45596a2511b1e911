-- no parameters -> line integer of the first row whose agency is in no catalogue; no row: there is none
-- columns: line
select s.line
from catalogue_alias s
where s.agency is not null
  and not exists (select from hentra.agency m join hentra.agency_version v using (agency_id) where m.code = s.agency)
order by s.line
limit 1;
