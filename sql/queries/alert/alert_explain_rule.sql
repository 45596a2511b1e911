-- $1 dossier_id text, $2 now timestamptz -> every rule, as alert_rule_read and more: rule_id, name, kind, offsets bigint[], start_mark, enabled, whether it covers the dossier
select r.rule_id, left(r.name, 63), r.kind, r.offsets::bigint[], r.start_mark, r.enabled,
       hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $2)
from hentra.alert_rule r
cross join hentra.dossier d
where d.dossier_id = $1
order by r.rule_id;
