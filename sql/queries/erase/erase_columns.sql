-- no parameters -> every column of a table that can hold a text: name; whether it is bytes; a query that gives place and value of each, and one that
-- changes the value of a row, $1 place text, $2 new value text (null: removed)
-- columns: name bytes read change
select c.relname || '.' || a.attname as name, t.typname = 'bytea' as bytes,
       format('select ctid::text as place, %s as value from hentra.%I where %I is not null',
              quote_ident(a.attname) || case when t.typname = 'bytea' then '' else '::text' end, c.relname, a.attname) as read,
       format('update hentra.%I set %I = $2::text%s where ctid = $1::text::tid', c.relname, a.attname,
              case when t.typname = 'text' then '' else '::' || format_type(a.atttypid, null) end)
       -- What a paused source has sent is still to be loaded.
       || case when c.relname = 'quarantine' then ' and not (cause = 4 and replayed_at is null)' else '' end as change
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.relnamespace = 'hentra'::regnamespace and c.relkind = 'r'
  and t.typname in ('text', 'varchar', 'name', 'bytea', 'json', 'jsonb', '_text')
  -- Numbers, packed.
  and (c.relname, a.attname) <> ('dossier', 'history')
order by c.relname, a.attnum;
