-- script: the publication goes, and the rights of its readers in this database. The role stays: other databases may use it
do $$
begin
        drop publication if exists hentra;
        if exists (select from pg_roles where rolname = 'hentra_publisher') then
                revoke all on all tables in schema hentra from hentra_publisher;
                revoke usage on schema hentra from hentra_publisher;
        end if;
end $$;
