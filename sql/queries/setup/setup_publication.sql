-- no parameters -> the publication for other warehouses: is it there, does it have what it should, has anybody rights by it, what makes and what grants it
-- columns: present agrees granted tables make grants
with wanted as (
        -- Histories are of use to hentra alone.
        select c.oid, c.relname::text as name, array_agg(a.attname::text order by a.attname) as columns,
               string_agg(quote_ident(a.attname), ', ' order by a.attnum) as list
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = to_regnamespace('hentra')
          and c.relname = any (array['warehouse', 'source', 'agency', 'agency_version', 'agency_alias', 'agency_spoken', 'agency_level_claim',
                                     'field', 'procedure', 'procedure_version', 'procedure_field_claim', 'dossier', 'flow_day', 'flow_half_month'])
          and not (c.relname = 'dossier' and a.attname = 'history')
        group by c.oid, c.relname
), has as (
        select p.tablename::text as name, (select array_agg(n::text order by n::text) from unnest(p.attnames) as n) as columns
        from pg_publication_tables p
        where p.pubname = 'hentra' and p.schemaname = 'hentra'
), list as (
        select string_agg(format('hentra.%I (%s)', name, list), ', ' order by name) as tables,
               -- Row-level security is for readers of hentra_viewer: the first copy of a table would be empty without a word.
               string_agg(format('grant select (%s) on hentra.%I to hentra_publisher', list, name), '; ' order by name)
               || string_agg(format('; drop policy if exists published on hentra.%1$I; create policy published on hentra.%1$I for select to hentra_publisher using (true)', name), '' order by name)
                          filter (where name in ('dossier', 'flow_day', 'flow_half_month')) as grants,
               count(*) as n
        from wanted
)
select exists (select from pg_publication where pubname = 'hentra') as present,
       not exists (select from wanted w full join has h using (name) where w.columns is distinct from h.columns)
       and p.oid is not null and not exists (select from wanted w cross join unnest(w.columns) as c (name)
                                             where not has_column_privilege(p.oid, w.oid, c.name, 'select')) as agrees,
       exists (select from pg_namespace n cross join lateral aclexplode(n.nspacl) as x where n.nspname = 'hentra' and x.grantee = p.oid)
       or exists (select from pg_class c join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) as x
                  where c.relnamespace = to_regnamespace('hentra') and x.grantee = p.oid) as granted,
       list.n as tables,
       format(case when exists (select from pg_publication where pubname = 'hentra') then 'alter publication hentra set table %s'
                   else 'create publication hentra for table %s' end, list.tables) as make,
       list.grants
from list
left join pg_roles p on p.rolname = 'hentra_publisher';
