-- no parameters -> the agencies that the present role may see, as JSON
-- columns: body
select coalesce(json_agg(json_build_object('code', code, 'name', name, 'level', level, 'parent', parent,
                                           'kind', case when vertical then 'VERTICAL' when inferred then 'INFERRED' else 'CATALOGUE' end,
                                           'counts_for', counts_for) order by level, code), '[]')::text as body
from hentra.agency_current;
