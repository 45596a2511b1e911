-- $1 dimension text: source, agency, field or procedure, $2 codes text[] -> those of its members that have one of the codes
-- columns: code id
select code, source_id as id from hentra.source where $1 = 'source' and code = any ($2)
union all
select code, agency_id from hentra.agency where $1 = 'agency' and code = any ($2)
union all
select code, field_id from hentra.field where $1 = 'field' and code = any ($2)
union all
select code, procedure_id from hentra.procedure where $1 = 'procedure' and code = any ($2);
