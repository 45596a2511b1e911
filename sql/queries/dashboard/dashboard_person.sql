-- no parameters -> one row where the present role may still log in
-- columns: role
select rolname::text as role from pg_roles where rolname = current_user and rolcanlogin and coalesce(rolvaliduntil > now(), true);
