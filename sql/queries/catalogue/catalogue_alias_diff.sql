-- no parameters -> what the staged rows change, a row for each cell, as catalogue_agency_diff; code: the alias
-- columns: what code since column before after
with was as (
        select a.alias, a.system, a.source, a.valid_from,
               jsonb_build_object('agency', m.code, 'system', hentra.alias_system_name(a.system), 'source', nullif(a.source, ''), 'valid_to', nullif(a.valid_to, 'infinity')) as cells
        from hentra.agency_alias a
        join hentra.agency m using (agency_id)
        where exists (select from catalogue_alias s where s.alias = a.alias and s.system = a.system and coalesce(s.source, '') = a.source)),
becomes as (
        select s.alias, s.system, coalesce(s.source, '') as source, coalesce(s.valid_from, '-infinity') as valid_from,
               jsonb_build_object('agency', s.agency, 'system', hentra.alias_system_name(s.system), 'source', s.source, 'valid_to', nullif(s.valid_to, 'infinity')) as cells
        from catalogue_alias s
        where s.agency is not null)
select case when was.cells is null then 'ADD' when becomes.cells is null then 'DELETE' else 'CHANGE' end as what, alias as code,
       nullif(valid_from, '-infinity')::text as since, k.column, was.cells ->> k.column as before, becomes.cells ->> k.column as after
from was
full join becomes using (alias, system, source, valid_from)
cross join unnest(array['agency', 'system', 'source', 'valid_to']) with ordinality as k ("column", place)
where was.cells ->> k.column is distinct from becomes.cells ->> k.column
order by alias collate "C", system, source collate "C", valid_from, place;
