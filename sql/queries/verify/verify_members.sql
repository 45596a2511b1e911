-- no parameters -> bigint: agencies and procedures that facts name and no dimension has
-- columns: missing
select count(*) as missing
from (
        (select 'agency', agency_id from hentra.dossier where agency_id <> 0 -- all that was said of it was taken back
         union select 'agency', agency_id from hentra.flow_half_month
         except select 'agency', agency_id from hentra.agency)
        union all
        (select 'procedure', procedure_id from hentra.dossier union select 'procedure', procedure_id from hentra.flow_half_month
         except select 'procedure', procedure_id from hentra.procedure except select 'procedure', 0)
) missing;
