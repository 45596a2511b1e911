-- no parameters -> what the staged rows change, a row for each cell, as catalogue_agency_diff; names of fields last
-- columns: what code since column before after
with was as (
        select m.code, v.valid_from,
               jsonb_build_object('name', v.name, 'field', f.code, 'service', hentra.service_name(v.service), 'statutory_minutes', v.statutory_minutes,
                                  'has_fee', v.has_fee, 'fee_online', v.fee_online, 'returns_paper', v.returns_paper, 'duration', v.duration,
                                  'duration_unit', hentra.duration_unit_name(v.duration_unit), 'valid_to', nullif(v.valid_to, 'infinity')) as cells
        from hentra.procedure m
        join hentra.procedure_version v on v.procedure_id = m.procedure_id
        left join hentra.field f on f.field_id = v.field_id
        where exists (select from catalogue_procedure s where s.code = m.code)),
becomes as (
        select s.code, coalesce(s.valid_from, '-infinity') as valid_from,
               jsonb_build_object('name', s.name, 'field', s.field, 'service', hentra.service_name(coalesce(s.service, 0)), 'statutory_minutes', s.statutory_minutes,
                                  'has_fee', s.has_fee = 1, 'fee_online', s.fee_online = 1, 'returns_paper', s.returns_paper = 1, 'duration', s.duration,
                                  'duration_unit', hentra.duration_unit_name(s.duration_unit), 'valid_to', nullif(s.valid_to, 'infinity')) as cells
        from catalogue_procedure s),
cell as (
        select 1 as part, case when was.cells is null then 'ADD' when becomes.cells is null then 'DELETE' else 'CHANGE' end as what, code, valid_from, k.column, k.place,
               was.cells ->> k.column as before, becomes.cells ->> k.column as after
        from was
        full join becomes using (code, valid_from)
        cross join unnest(array['name', 'field', 'service', 'statutory_minutes', 'has_fee', 'fee_online', 'returns_paper', 'duration', 'duration_unit',
                                'valid_to']) with ordinality as k ("column", place)
        union all
        select 2, case when f.code is null then 'ADD' else 'CHANGE' end, s.code, '-infinity', 'field_name', 1, f.name, s.name
        from (select distinct on (field) field as code, field_name as name
              from catalogue_procedure where field is not null order by field, field_name is null, line desc) s
        left join hentra.field f on f.code = s.code
        where s.name is not null)
select what, code, nullif(valid_from, '-infinity')::text as since, "column",
       case before when 'true' then 'yes' when 'false' then 'no' else before end as before,
       case after when 'true' then 'yes' when 'false' then 'no' else after end as after
from cell
where before is distinct from after
order by part, code collate "C", valid_from, place;
