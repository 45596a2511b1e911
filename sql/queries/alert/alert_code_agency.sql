-- no parameters -> every agency
-- columns: code id
select code, agency_id as id from hentra.agency order by code collate "C";
