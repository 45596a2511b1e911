-- no parameters -> the current role, and the agencies that were granted to it, each with all below it; null: it sees everything
-- columns: role agencies
select current_user::text as role,
       case when not hentra.sees_all()
            then coalesce((select string_agg(distinct a.code, ', ' order by a.code)
                           from hentra.access g
                           join hentra.agency a using (agency_id)
                           join pg_roles r on r.rolname = g.role_name and pg_has_role(current_user, r.oid, 'usage')), '-') end as agencies;
