-- $1 name text -> as alert_rule_find, not locked, for those who may only read
-- columns: rule_id kind offsets level agency_id procedure_id case_kind enabled factor chance margin
select rule_id, kind, offsets::bigint[] as offsets, coalesce(level, -1::smallint) as level, coalesce(agency_id, 0) as agency_id,
       coalesce(procedure_id, 0) as procedure_id, coalesce(case_kind, -1::smallint) as case_kind, enabled, coalesce(factor * 100, 0)::integer as factor,
       coalesce(chance * 100, 0)::integer as chance, (margin * 100)::integer as margin
from hentra.alert_rule
where name = $1;
