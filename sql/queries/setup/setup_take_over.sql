-- script: gives a schema that was restored without its owner, and everything in it, or one that was made beforehand,
-- to hentra_owner, by its present owner or a superuser. Privileges were not restored either, so views and privileges
-- are to be made anew
do $$
declare
        present text := (select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'hentra');
        object text;
begin
        for object in
                select 'schema hentra'
                union all
                select case relkind when 'v' then 'view' when 'S' then 'sequence' when 'c' then 'type' else 'table' end
                       || format(' hentra.%I', relname)
                from pg_class c
                where relnamespace = 'hentra'::regnamespace and relkind in ('r', 'p', 'v', 'S', 'c')
                  -- The sequence of a column goes with its table.
                  and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype in ('a', 'i')
                                  and refclassid = 'pg_class'::regclass and relkind = 'S')
                union all
                -- Not "routine": by that word PostgreSQL (15, since 14) counts the columns of a returned table as parameters, too, and
                -- finds f(a, b) as well as f(a) returning a table of one b.
                select case prokind when 'p' then 'procedure ' else 'function ' end || oid::regprocedure
                from pg_proc where pronamespace = 'hentra'::regnamespace
        loop
                execute format('alter %s owner to hentra_owner', object);
        end loop;
        if to_regclass('hentra.script') is not null then
                delete from hentra.script where name = 'views';
        end if;
exception when insufficient_privilege then
        raise exception 'the schema hentra belongs to %, and % may not give it to hentra_owner (%): run setup once as %, or as a superuser',
                present, current_user, sqlerrm, present;
end $$;
