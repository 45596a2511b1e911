-- no parameters -> versions of all agencies in order; null: from or until ever, no parent, no successor
-- columns: agency_id valid_from valid_to parent_id successor_id
select agency_id, nullif(valid_from, '-infinity') as valid_from, nullif(valid_to, 'infinity') as valid_to, parent_id, successor_id
from hentra.agency_version
order by agency_id, agency_version.valid_from;
