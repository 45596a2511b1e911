-- $1 role text (null: all) -> what was granted to whom, by role and code of the agency; agency null: all
-- columns: role agency name granted_at granted_by role_is_there role_is_viewer
select g.role_name as role, a.code as agency, c.name, g.granted_at, g.granted_by, r.oid is not null as role_is_there,
       r.oid is not null and coalesce(pg_has_role(r.oid, v.oid, 'usage'), false) as role_is_viewer
from hentra.access g
left join hentra.agency a using (agency_id)
left join hentra.agency_current c using (agency_id)
left join pg_roles r on r.rolname = g.role_name
left join pg_roles v on v.rolname = 'hentra_viewer'
where $1::text is null or g.role_name = $1
order by g.role_name collate "C", a.code collate "C" nulls first;
