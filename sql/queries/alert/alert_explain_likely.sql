-- $1 dossier_id text, $2 now timestamptz -> every rule about chances: whether it is for the dossier, the chance now in hundredths, of how many, whether it was likely when the rule first judged, and whether an alert stands
-- columns: rule_id name wanted start_mark enabled covers chance_percent before alike stands
select r.rule_id, left(r.name, 63) as name, (r.chance * 100)::integer as wanted, r.start_mark, r.enabled,
       hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $2) as covers, floor(k.chance * 100)::integer as chance_percent,
       exists (select from hentra.alert_likely_before b
               where b.rule_id = r.rule_id and b.dossier_id = d.dossier_id and b.due_at = d.due_at and b.start_mark = r.start_mark) as before,
       k.alike,
       exists (select from hentra.alert a
               where a.dossier_id = d.dossier_id and a.rule_id = r.rule_id and a.due_at = d.due_at and a.transition % 2 = 1) as stands
from hentra.alert_rule r
cross join hentra.dossier d
left join lateral (select k.chance, k.alike from hentra.dossier_risk($2) k where k.dossier_id = d.dossier_id offset 0) k on true
where d.dossier_id = $1 and r.kind = 5
order by r.rule_id;
