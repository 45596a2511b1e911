-- no parameters -> SQL that makes the tables of a subscriber, or adds to them what a newer publisher has; in order
-- columns: line
with published as (
        select c.oid, c.relname, p.attnames
        from pg_publication_tables p
        join pg_class c on c.relname = p.tablename and c.relnamespace = to_regnamespace(p.schemaname)
        where p.pubname = 'hentra'
), described as (
        select t.oid, t.relname, a.attname, a.attnum,
               format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                      case when a.attcollation <> y.typcollation then ' collate ' || (select quote_ident(collname) from pg_collation where oid = a.attcollation) else '' end)
               as type,
               case when a.attnotnull then ' not null' else '' end as need, col_description(t.oid, a.attnum) as about
        from published t
        join pg_attribute a on a.attrelid = t.oid and a.attname = any (t.attnames)
        join pg_type y on y.oid = a.atttypid
), lines as (
        select relname, 1 as part, 0 as n,
               format(E'create table if not exists hentra.%I (\n        %s,\n        %s\n);', relname,
                      string_agg(type || need, E',\n        ' order by attnum),
                      (select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = d.oid and k.contype = 'p')) as line
        from described d
        group by oid, relname
        union all
        -- Where rows are there already, nothing is known of a new column until the publisher sends them again.
        select relname, 2, attnum, format('alter table hentra.%I add column if not exists %s;', relname, type) from described
        union all
        select relname, 3, 0, format('comment on table hentra.%I is %L;', relname, obj_description(oid, 'pg_class')) from published
        union all
        select relname, 4, attnum, format('comment on column hentra.%I.%I is %L;', relname, attname, about) from described
)
select line from lines order by relname = 'warehouse' desc, relname, part, n;
