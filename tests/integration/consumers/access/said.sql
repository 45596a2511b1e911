-- Everything that a role can get out of the schema, relation by relation and function by function: what it reads, or how it is refused. The
-- lists come from the catalog of the database, so that what is new is tried too.

-- What the query gives to the role, or the error; what it changed is undone.
create function pg_temp.answer(role name, query text) returns text language plpgsql as $$
declare
        one text;
        told text;
begin
        perform set_config('role', role, true);
        execute query into one;
        raise exception 'undo' using detail = coalesce(one, '(null)');
exception when others then
        get stacked diagnostics told = pg_exception_detail;
        return case when sqlerrm = 'undo' then told else sqlstate || ' ' || sqlerrm end;
end $$;

create function pg_temp.value_of(type oid, n integer) returns text language sql as $$
        select case type when 'integer'::regtype then n::text when 'smallint'::regtype then n || '::smallint' when 'bigint'::regtype then n || '::bigint'
                         when 'text'::regtype then quote_literal(n) when 'date'::regtype then '''2022-03-01''::date'
                         when 'timestamptz'::regtype then '''2022-03-01 12:00+07''::timestamptz' when 'boolean'::regtype then 'true'
                         else 'null::' || format_type(type, null) end
$$;

create function pg_temp.said(role name) returns table (object text, said text) language plpgsql as $$
declare
        o record;
        columns text;
begin
        for o in select oid, relname from pg_class where relnamespace = 'hentra'::regnamespace and relkind in ('r', 'v', 'p', 'm') order by relname loop
                select string_agg(quote_ident(attname), ', ' order by attnum) into columns from pg_attribute
                where attrelid = o.oid and attnum > 0 and not attisdropped and has_column_privilege(role, o.oid, attnum, 'select');
                object := o.relname;
                said := pg_temp.answer(role, format('select count(*) || chr(10) || coalesce(string_agg(t, chr(10) order by t), '''') from (select row(%s)::text as t from hentra.%I) s',
                                                    coalesce(columns, '1'), o.relname));
                return next;
        end loop;
        for o in select p.oid, p.proname, n, p.proargtypes from pg_proc p cross join generate_series(1, 3) as n
                 where pronamespace = 'hentra'::regnamespace and prorettype <> 'trigger'::regtype and prokind = 'f' order by p.oid::regprocedure::text, n loop
                object := o.oid::regprocedure || ' of ' || o.n;
                said := pg_temp.answer(role, format('select count(*) || chr(10) || coalesce(string_agg(f::text, chr(10) order by f::text), '''') from hentra.%I(%s) f', o.proname,
                                                    (select string_agg(pg_temp.value_of(t, o.n), ', ' order by i) from unnest(o.proargtypes) with ordinality as a (t, i))));
                return next;
        end loop;
end $$;
