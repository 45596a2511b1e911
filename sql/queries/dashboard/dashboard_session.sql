-- $1 now timestamptz, $2 token of the session text, $3 whether everybody is this role text, $4 whether the clock is simulated text,
-- $5 version of the program text -> the session as JSON
-- columns: body
select json_build_object('role', current_user, 'csrf', $2::text, 'open', $3::text = 'true', 'sees', 'all', 'zone', w.zone,
                         'now', $1::timestamptz, 'simulated', $4::text = 'true', 'version', $5::text, 'rule', w.rule_version::text)::text as body
from hentra.warehouse w;
