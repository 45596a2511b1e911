-- $1 name text (null: all) -> rules by name, with how many of their alerts are open; chance, margin and factor in hundredths; null: any, or none
-- columns: name kind kind_name offsets level agency procedure case_kind enabled start_mark factor chance margin open
select r.name, r.kind, hentra.alert_kind_name(r.kind) as kind_name, r.offsets::bigint[] as offsets, hentra.level_name(r.level) as level, a.code as agency,
       p.code as procedure, hentra.case_kind_name(r.case_kind) as case_kind, r.enabled, r.start_mark, (r.factor * 100)::integer as factor,
       (r.chance * 100)::integer as chance, case when r.kind = 5 then (r.margin * 100)::integer end as margin,
       (select count(*) from hentra.alert o where o.rule_id = r.rule_id and o.transition % 2 = 1) as open
from hentra.alert_rule r
left join hentra.agency a using (agency_id)
left join hentra.procedure p using (procedure_id)
where $1::text is null or r.name = $1
order by r.kind, r.name collate "C";
