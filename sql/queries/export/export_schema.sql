-- no parameters -> SQL that makes the tables of a subscriber, or adds to them what a newer publisher has; in order
-- columns: line
with published as (
        select c.oid, c.relname, p.attnames
        from pg_publication_tables p
        join pg_class c on c.relname = p.tablename and c.relnamespace = to_regnamespace(p.schemaname)
        where p.pubname = 'hentra'
), described as (
        select t.oid, t.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) as bare,
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
        -- What a newer publisher leaves empty, or has no more, may be empty here; and a type that was changed is changed.
        select relname, 2, 10000,
               format($sql$do $$ declare c record; begin
        for c in select attname from pg_attribute where attrelid = 'hentra.%1$I'::regclass and attnum > 0 and not attisdropped and attnotnull and attname <> all (%2$L) loop
                execute format('alter table hentra.%1$I alter column %%I drop not null', c.attname);
        end loop;
        for c in select a.attname, t.type from pg_attribute a join (values %3$s) as t (name, type) on t.name = a.attname
                 where a.attrelid = 'hentra.%1$I'::regclass and a.attnum > 0 and not a.attisdropped and format_type(a.atttypid, a.atttypmod) <> t.type loop
                execute format('alter table hentra.%1$I alter column %%I type %%s', c.attname, c.type);
        end loop;
end $$;$sql$, relname, array_agg(attname::text) filter (where need <> ''), string_agg(format('(%L, %L)', attname, bare), ', ' order by attnum))
        from described
        group by relname
        union all
        select relname, 3, 0, format('comment on table hentra.%I is %L;', relname, obj_description(oid, 'pg_class')) from published
        union all
        select relname, 4, attnum, format('comment on column hentra.%I.%I is %L;', relname, attname, about) from described
)
select line from lines order by relname = 'warehouse' desc, relname, part, n;
