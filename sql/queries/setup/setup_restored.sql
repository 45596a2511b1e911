-- no parameters -> smallint: 0 there is no schema, or it is hentra_owner's. It is somebody else's, and has 1 a
-- warehouse (restored where the roles were missing, or without owners), 2 nothing, 3 something else
-- columns: state
select case when pg_get_userbyid(n.nspowner) = 'hentra_owner' then 0
            when to_regclass('hentra.warehouse') is not null and to_regclass('hentra.script') is not null then 1
            when not exists (select from pg_class where relnamespace = n.oid) and not exists (select from pg_proc where pronamespace = n.oid)
                 and not exists (select from pg_type where typnamespace = n.oid) then 2
            else 3 end as state
from pg_namespace n
where n.nspname = 'hentra';
