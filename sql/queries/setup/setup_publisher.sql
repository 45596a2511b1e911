-- script: the role for the logins of subscribers, unless the server has it: roles belong to all of its databases
do $$
begin
        if not exists (select from pg_roles where rolname = 'hentra_publisher') then
                create role hentra_publisher nologin;
        end if;
exception
        when duplicate_object or unique_violation then
                null; -- a setup of another warehouse was quicker
        when insufficient_privilege then
                raise exception '% has no CREATEROLE, and the role hentra_publisher is not there: let who has it say: create role hentra_publisher nologin',
                        current_user;
end $$;
