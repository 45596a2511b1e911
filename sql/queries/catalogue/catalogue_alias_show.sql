-- $1 alias, or code, alias or name of an agency, text (null: all), $2 local day date (null: all), $3 not used boolean ->
-- aliases of agencies, as a file of the catalogue has them
-- columns: alias agency system source valid_from valid_to
select l.alias, a.code as agency, hentra.alias_system_name(l.system) as system, nullif(l.source, '') as source,
       nullif(l.valid_from, '-infinity')::text as valid_from, nullif(l.valid_to, 'infinity')::text as valid_to
from hentra.agency_alias l
join hentra.agency a using (agency_id)
where ($1::text is null or l.alias = $1
       -- All that an alias led to, so that a listing has all versions of what is in it.
       or exists (select from hentra.agency_alias o
                  where (o.alias, o.system, o.source) = (l.alias, l.system, l.source) and o.agency_id in (select hentra.agency_named($1, $2))
                    and ($2::date is null or $2 >= o.valid_from and $2 < o.valid_to)))
  and ($2::date is null or $2 >= l.valid_from and $2 < l.valid_to) and $3::boolean is not null
order by a.code collate "C", l.system, l.alias collate "C", l.source collate "C", l.valid_from;
