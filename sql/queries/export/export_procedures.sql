-- no parameters -> every procedure with all its versions; the columns are those of the file
select r.code as procedure, nullif(v.valid_from, '-infinity') as valid_from, nullif(v.valid_to, 'infinity') as valid_to, v.name,
       f.code as field, f.name as field_name, hentra.service_name(v.service) as service, v.statutory_minutes, r.inferred,
       v.has_fee, v.fee_online, v.returns_paper, v.duration, hentra.duration_unit_name(v.duration_unit) as duration_unit
from hentra.procedure r
left join hentra.procedure_version v using (procedure_id)
left join hentra.procedure_field_claim c using (procedure_id)
left join hentra.field f on f.field_id = coalesce(v.field_id, c.field_id)
order by r.code, v.valid_from;
