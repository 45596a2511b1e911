-- $1 last local day of the period date -> each procedure with its group, the number of those that share the first part of the code (from
-- 0, without gaps), and what the catalogue of that day says: service (0 unknown), statutory minutes (0 unknown), whether it names it at all
-- columns: procedure_id group_number service statutory_minutes catalogued
select m.procedure_id, dense_rank() over (order by m.base) - 1 as group_number, coalesce(v.service, 0::smallint)::integer as service,
       coalesce(v.statutory_minutes, 0) as statutory_minutes, v.procedure_id is not null as catalogued
from hentra.procedure_member m
left join hentra.procedure_version v
       on v.procedure_id = m.member_id and $1::date >= v.valid_from and $1::date < v.valid_to
order by m.procedure_id;
