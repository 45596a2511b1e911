-- no parameters -> what the staged rows change, a row for each cell: what (ADD, CHANGE, DELETE), code, since date as text
-- (null: from the beginning), column, before and after (null: nothing)
-- columns: what code since column before after
with was as (
        select m.code, v.valid_from,
               jsonb_build_object('name', v.name, 'level', hentra.level_name(v.level), 'parent', p.code, 'province', v.province, 'successor', u.code,
                                  'vertical', case when v.vertical then 'yes' end, 'valid_to', nullif(v.valid_to, 'infinity')) as cells
        from hentra.agency m
        join hentra.agency_version v on v.agency_id = m.agency_id
        left join hentra.agency p on p.agency_id = v.parent_id
        left join hentra.agency u on u.agency_id = v.successor_id
        where exists (select from catalogue_agency s where s.code = m.code)),
becomes as (
        select s.code, coalesce(s.valid_from, '-infinity') as valid_from,
               jsonb_build_object('name', s.name, 'level', hentra.level_name(s.level), 'parent', s.parent, 'province', s.province, 'successor', s.successor,
                                  'vertical', case when s.vertical = 1 then 'yes' end, 'valid_to', nullif(s.valid_to, 'infinity')) as cells
        from catalogue_agency s)
select case when was.cells is null then 'ADD' when becomes.cells is null then 'DELETE' else 'CHANGE' end as what, code,
       nullif(valid_from, '-infinity')::text as since, k.column, was.cells ->> k.column as before, becomes.cells ->> k.column as after
from was
full join becomes using (code, valid_from)
cross join unnest(array['name', 'level', 'parent', 'province', 'successor', 'vertical', 'valid_to']) with ordinality as k ("column", place)
where was.cells ->> k.column is distinct from becomes.cells ->> k.column
order by code collate "C", valid_from, place;
