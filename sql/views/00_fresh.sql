-- Makes room for the views, functions and types of the other files here, which are made anew whenever one of them changed.
-- Nothing is dropped by cascade: an object elsewhere that leans on one of them stops setup, and the error names it.

-- The first lock, before any that an import or a repair of the warehouse may hold (sql/queries/catalogue/catalogue_begin.sql).
lock table hentra.agency in share row exclusive mode;

do $$
declare
        made record;
begin
        for made in
                -- Later ones may lean on earlier ones, never the reverse, so the youngest goes first.
                select oid, format('view hentra.%I', relname) as object
                from pg_class where relnamespace = 'hentra'::regnamespace and relkind = 'v'
                union all
                -- What loaders call in every batch is replaced instead, like triggers: they may be in the middle of it.
                select oid, 'function ' || oid::regprocedure from pg_proc
                where pronamespace = 'hentra'::regnamespace and prorettype <> 'trigger'::regtype
                  and proname not in ('flow_day_add', 'flow_half_month_add', 'form06_group', 'form06_sum', 'agency_match', 'agency_leads', 'agency_name_fold', 'agency_name_bare',
                                      'agency_version_province', 'agency_name_province',
                                      'sees_all', 'agencies_seen', 'who', 'dossier_blocks_keep')
                union all
                select oid, format('type hentra.%I', relname)
                from pg_class where relnamespace = 'hentra'::regnamespace and relkind = 'c'
                order by oid desc
        loop
                execute 'drop ' || made.object;
        end loop;
end $$;
