-- $1 dimension text: source, agency, field or procedure -> its members
-- columns: code id
select code, source_id as id from hentra.source where $1 = 'source'
union all
select code, agency_id from hentra.agency where $1 = 'agency'
union all
select code, field_id from hentra.field where $1 = 'field'
union all
select code, procedure_id from hentra.procedure where $1 = 'procedure';
