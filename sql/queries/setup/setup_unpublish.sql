-- script: the publication goes, and the rights of its readers in this database. The role stays: other databases may use it
do $$
declare
        granted regclass;
begin
        drop publication if exists hentra;
        drop policy if exists published on hentra.dossier;
        drop policy if exists published on hentra.flow_day;
        drop policy if exists published on hentra.flow_half_month;
        if not exists (select from pg_roles where rolname = 'hentra_publisher') then
                return;
        end if;
        -- Tables of somebody else, which nobody should put here, are left alone.
        for granted in
                select c.oid from pg_class c
                where c.relnamespace = 'hentra'::regnamespace and c.relkind = 'r'
                  and exists (select from pg_attribute a cross join lateral aclexplode(a.attacl) as x
                              where a.attrelid = c.oid and x.grantee = 'hentra_publisher'::regrole)
        loop
                execute format('revoke all on %s from hentra_publisher', granted);
        end loop;
        revoke usage on schema hentra from hentra_publisher;
end $$;
