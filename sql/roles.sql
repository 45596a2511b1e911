-- The five group roles and the schema; run first by setup, harmless when repeated. What each role may do stands in
-- sql/grants.sql. A person's or program's own login is made a member of one of them:
--     grant hentra_loader to the_login_of_the_loader;
-- Who runs it needs CREATEROLE and the right to make schemas in the database, no more. Where the roles are there already, it must be
-- able to act as hentra_owner.

do $$
declare
        role_name text;
        -- From 16 on CREATEROLE makes its holder the administrator of what it creates, who can act as the role only after
        -- giving itself that right; before, every member could.
        split boolean := current_setting('server_version_num')::integer >= 160000;
begin
        foreach role_name in array array['hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst', 'hentra_viewer'] loop
                if not exists (select from pg_roles where rolname = role_name) then
                        begin
                                execute format('create role %I nologin', role_name);
                        exception
                                when duplicate_object or unique_violation then
                                        -- Roles belong to the whole server: a setup of another warehouse was quicker.
                                        null;
                                when insufficient_privilege then
                                        raise exception '% has no CREATEROLE, and the role % is not there: run setup once by a login that has, or let it say: create role % nologin',
                                                current_user, role_name, role_name;
                        end;
                end if;
                -- Everybody has these unless somebody took them away; batches use temporary tables.
                if not has_database_privilege(role_name, current_database(), 'connect, temporary') then
                        execute format('grant connect, temporary on database %I to %I', current_database(), role_name);
                end if;
        end loop;
        if not pg_has_role(current_user, 'hentra_owner', case when split then 'set' else 'member' end) then
                begin
                        execute format('grant hentra_owner to %I %s', current_user, case when split then 'with set true, inherit true' end);
                exception when insufficient_privilege then
                        raise exception '% may not act as hentra_owner, to which all tables belong: let who made that role say: grant hentra_owner to %',
                                current_user, current_user;
                end;
        end if;
        if to_regnamespace('hentra') is null then
                begin
                        execute 'create schema hentra authorization hentra_owner';
                exception when insufficient_privilege then
                        raise exception '% may not make the schema: let the owner of the database say: grant create on database % to %',
                                current_user, current_database(), current_user;
                end;
        end if;
end $$;
