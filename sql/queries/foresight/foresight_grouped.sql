-- $1 as of timestamptz -> every procedure, in order; the group that it counts by (the first one whose code has the same first part) and the field of that one, 0: unknown
-- columns: procedure_id group_id field_id
with grouped as materialized (
        select procedure_id, min(procedure_id) over (partition by base) as group_id
        from hentra.procedure_member)
select g.procedure_id, g.group_id, f.field_id
from grouped g
join (select procedure_id, coalesce(hentra.procedure_field(procedure_id, hentra.local_day($1)), 0) as field_id
      from grouped
      where procedure_id = group_id) f on f.procedure_id = g.group_id
order by g.procedure_id;
