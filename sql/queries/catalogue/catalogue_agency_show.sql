-- $1 code, alias or name text (null: all), $2 local day date (null: all versions), $3 with what events bring boolean
-- -> versions of agencies, as a file of the catalogue has them; then what leads to them
-- columns: code name level parent province successor vertical valid_from valid_to inferred counts_for aliases
select a.code, v.name, hentra.level_name(coalesce(v.level, c.level)) as level, p.code as parent, v.province, u.code as successor,
       case when v.agency_id is not null then case when v.vertical then 'yes' else 'no' end end as vertical,
       nullif(v.valid_from, '-infinity')::text as valid_from, nullif(v.valid_to, 'infinity')::text as valid_to,
       case when a.inferred then 'yes' else 'no' end as inferred, nullif(m.code, a.code) as counts_for,
       (select string_agg(l.alias || ' (' || concat_ws(', ', hentra.alias_system_name(l.system), nullif(l.source, ''),
                                                        case when l.valid_from > '-infinity' then 'from ' || l.valid_from end,
                                                        case when l.valid_to < 'infinity' then 'until ' || l.valid_to end) || ')',
                          '; ' order by l.system, l.alias, l.source, l.valid_from)
        from hentra.agency_alias l
        where l.agency_id = a.agency_id and l.valid_from < coalesce(v.valid_to, 'infinity') and l.valid_to > coalesce(v.valid_from, '-infinity')
          and ($2::date is null or $2 >= l.valid_from and $2 < l.valid_to)) as aliases
from hentra.agency a
left join hentra.agency_level_claim c using (agency_id)
left join hentra.agency_said v on v.agency_id = a.agency_id and ($2::date is null or $2 >= v.valid_from and $2 < v.valid_to)
left join hentra.agency m on m.agency_id = v.member_id
left join hentra.agency p on p.agency_id = v.parent_id
left join hentra.agency u on u.agency_id = v.successor_id
where ($1::text is null or a.agency_id in (select hentra.agency_named($1, $2)))
  and (v.agency_id is not null or $2 is null) and ($3 or v.member_id = a.agency_id)
order by a.code collate "C", v.valid_from;
