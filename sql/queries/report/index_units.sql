-- $1 last local day of the period date -> each agency with the unit of index 766 that it is counted at (function index_units)
-- columns: agency_id unit_id unit name kind province inferred vertical
select agency_id, unit_id, unit, name, kind, province, inferred, vertical
from hentra.index_units($1::date)
order by agency_id;
