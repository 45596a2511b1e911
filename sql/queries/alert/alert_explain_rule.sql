-- $1 dossier_id text, $2 now timestamptz -> every rule about dossiers, as alert_rule_read; covers: it is for the dossier
-- columns: rule_id name kind offsets start_mark enabled covers
select r.rule_id, left(r.name, 63) as name, r.kind, r.offsets::bigint[] as offsets, r.start_mark, r.enabled,
       hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $2) as covers
from hentra.alert_rule r
cross join hentra.dossier d
where d.dossier_id = $1 and r.kind < 4
order by r.rule_id;
