-- The four group roles and the schema; run first by setup, harmless when repeated. What each role may do stands in
-- sql/grants.sql. A person's or program's own login is made a member of one of them:
--     grant hentra_loader to the_login_of_the_loader;

do $$
declare
        role_name text;
begin
        foreach role_name in array array['hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst'] loop
                if not exists (select from pg_roles where rolname = role_name) then
                        begin
                                execute format('create role %I nologin', role_name);
                        exception when duplicate_object or unique_violation then
                                -- Roles belong to the whole server: a setup of another warehouse was quicker.
                                null;
                        end;
                end if;
                -- Everybody has these unless somebody took them away; reports and batches use temporary tables.
                if not has_database_privilege(role_name, current_database(), 'connect, temporary') then
                        execute format('grant connect, temporary on database %I to %I', current_database(), role_name);
                end if;
        end loop;
        if not pg_has_role(current_user, 'hentra_owner', 'member') then
                execute format('grant hentra_owner to %I', current_user);
        end if;
        if to_regnamespace('hentra') is null then
                execute 'create schema hentra authorization hentra_owner';
        end if;
end $$;
