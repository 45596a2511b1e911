-- no parameters -> every agency and procedure that has a code, agencies first, by number
-- columns: is_procedure id
select false as is_procedure, agency_id as id from hentra.agency
union all
select true, procedure_id from hentra.procedure
order by is_procedure, id;
