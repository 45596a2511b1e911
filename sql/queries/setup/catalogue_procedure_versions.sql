-- no parameters -> the staged versions, added or corrected; equal ones are left alone
merge into hentra.procedure_version v
using (select m.procedure_id, coalesce(s.valid_from, '-infinity') as valid_from, coalesce(s.valid_to, 'infinity') as valid_to,
              s.name, f.field_id, coalesce(s.service, 0) as service, s.statutory_minutes
       from catalogue_procedure s
       join hentra.procedure m on m.code = s.code
       left join hentra.field f on f.code = s.field) s
on v.procedure_id = s.procedure_id and v.valid_from = s.valid_from
when matched and (v.valid_to, v.name, v.field_id, v.service, v.statutory_minutes)
                 is distinct from (s.valid_to, s.name, s.field_id, s.service, s.statutory_minutes)
        then update set valid_to = s.valid_to, name = s.name, field_id = s.field_id, service = s.service,
                        statutory_minutes = s.statutory_minutes
when not matched
        then insert (procedure_id, valid_from, valid_to, name, field_id, service, statutory_minutes)
             values (s.procedure_id, s.valid_from, s.valid_to, s.name, s.field_id, s.service, s.statutory_minutes);
