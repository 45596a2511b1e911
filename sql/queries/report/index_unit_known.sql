-- $1 code text, $2 day date -> the unit of index 766 that this code is counted at on that day; null: it is neither an agency nor a province
-- columns: unit
select coalesce((select u.province from hentra.index_units($2::date) u where u.province = $1 and u.province <> '' limit 1),
                (select u.unit from hentra.index_units($2::date) u join hentra.agency a on a.agency_id = u.agency_id where a.code = $1)) as unit;
