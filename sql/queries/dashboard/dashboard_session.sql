-- $1 now timestamptz, $2 token of the session text, $3 whether everybody is this role text, $4 whether the clock is simulated text,
-- $5 version of the program text -> the session as JSON
-- columns: body
select json_build_object('role', current_user, 'csrf', $2::text, 'open', $3::text = 'true', 
                         'sees', case when hentra.sees_all() then to_json('all'::text)
                                      else (select coalesce(json_agg(a.code order by a.code), '[]') from hentra.access g join hentra.agency a using (agency_id)
                                            join pg_roles r on r.rolname = g.role_name where pg_has_role(current_user, r.oid, 'usage')) end,
                         'zone', w.zone,
                         'now', $1::timestamptz, 'simulated', $4::text = 'true', 'version', $5::text, 'rule', w.rule_version::text)::text as body
from hentra.warehouse w;
