-- no parameters -> the staged versions, added or corrected; equal ones are left alone
merge into hentra.procedure_version v
using (select m.procedure_id, coalesce(s.valid_from, '-infinity') as valid_from, coalesce(s.valid_to, 'infinity') as valid_to,
              s.name, f.field_id, coalesce(s.service, 0) as service, s.statutory_minutes, s.has_fee = 1 as has_fee, s.fee_online = 1 as fee_online,
              s.returns_paper = 1 as returns_paper, s.duration, s.duration_unit
       from catalogue_procedure s
       join hentra.procedure m on m.code = s.code
       left join hentra.field f on f.code = s.field) s
on v.procedure_id = s.procedure_id and v.valid_from = s.valid_from
when matched and (v.valid_to, v.name, v.field_id, v.service, v.statutory_minutes, v.has_fee, v.fee_online, v.returns_paper, v.duration, v.duration_unit)
                 is distinct from (s.valid_to, s.name, s.field_id, s.service, s.statutory_minutes, s.has_fee, s.fee_online, s.returns_paper, s.duration,
                                   s.duration_unit)
        then update set valid_to = s.valid_to, name = s.name, field_id = s.field_id, service = s.service,
                        statutory_minutes = s.statutory_minutes, has_fee = s.has_fee, fee_online = s.fee_online,
                        returns_paper = s.returns_paper, duration = s.duration, duration_unit = s.duration_unit
when not matched
        then insert (procedure_id, valid_from, valid_to, name, field_id, service, statutory_minutes, has_fee, fee_online, returns_paper, duration, duration_unit)
             values (s.procedure_id, s.valid_from, s.valid_to, s.name, s.field_id, s.service, s.statutory_minutes, s.has_fee, s.fee_online,
                     s.returns_paper, s.duration, s.duration_unit);
