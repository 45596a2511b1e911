-- $1 now timestamptz, $2 token of the session text, $3 whether everybody is this role text, $4 whether the clock is simulated text,
-- $5 version of the program text -> the session as JSON
-- columns: body
select json_build_object('role', current_user, 'csrf', $2::text, 'open', o.open,
                         'sees', case when hentra.sees_all() then to_json('all'::text)
                                      else (select coalesce(json_agg(a.code order by a.code), '[]') from hentra.access g join hentra.agency a using (agency_id)
                                            join pg_roles r on r.rolname = g.role_name where pg_has_role(current_user, r.oid, 'usage')) end,
                         -- What is not kept by agency: positions, the quarantine, sources, points of index 766.
                         'whole', has_table_privilege('hentra.position', 'select'),
                         'may', json_build_object(
                                 'ack', not o.open and has_column_privilege('hentra.alert_ack', 'alert_id', 'insert')
                                        and has_column_privilege('hentra.alert_ack', 'lifted_at', 'update'),
                                 'rules', not o.open and has_table_privilege('hentra.alert_rule', 'insert') and has_table_privilege('hentra.alert_rule', 'update'),
                                 'receivers', not o.open and has_table_privilege('hentra.alert_webhook', 'insert')
                                              and has_table_privilege('hentra.alert_webhook', 'update'),
                                 'replay', not o.open and has_column_privilege('hentra.quarantine', 'value', 'select')
                                           and has_column_privilege('hentra.quarantine', 'replayed_at', 'update')),
                         'zone', w.zone,
                         'now', $1::timestamptz, 'simulated', $4::text = 'true', 'version', $5::text, 'rule', w.rule_version::text)::text as body
from hentra.warehouse w
cross join (select coalesce($3::text = 'true', false) as open) o;
