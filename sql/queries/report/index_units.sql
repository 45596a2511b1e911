-- $1 last local day of the period date -> each agency with the unit of index 766 that it is counted at (function index_units), by
-- province, kind and code
-- columns: agency_id unit_id unit name kind province inferred vertical
select agency_id, unit_id, unit, name, kind, province, inferred, vertical
from hentra.index_units($1::date)
order by province collate "C", kind, unit collate "C", agency_id;
