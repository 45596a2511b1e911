-- no parameters -> every procedure
-- columns: code id
select code, procedure_id as id from hentra.procedure order by code collate "C";
