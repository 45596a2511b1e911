-- $1 last local day of the period date -> each procedure with its group, the number of those that share the first part of the code (from
-- 0, without gaps), and what the catalogue of that day says: service (0 unknown), statutory minutes (0 unknown); has_fee, fee_online,
-- returns_paper (0 it does not say, 1 no, 2 yes); catalogued: 0 it never named it, 1 it names it, 2 it did or will on another day
-- columns: procedure_id group_number service statutory_minutes has_fee fee_online returns_paper catalogued
select m.procedure_id, dense_rank() over (order by m.base) - 1 as group_number, coalesce(v.service, 0::smallint)::integer as service,
       coalesce(hentra.term_minutes(v.statutory_minutes, v.duration, v.duration_unit), 0) as statutory_minutes,
       coalesce(v.has_fee::integer + 1, 0) as has_fee, coalesce(v.fee_online::integer + 1, 0) as fee_online,
       coalesce(v.returns_paper::integer + 1, 0) as returns_paper,
       case when v.procedure_id is not null then 1
            when exists (select from hentra.procedure_version o where o.procedure_id = m.member_id) then 2 else 0 end as catalogued
from hentra.procedure_member m
left join hentra.procedure_version v
       on v.procedure_id = m.member_id and $1::date >= v.valid_from and $1::date < v.valid_to
order by m.procedure_id;
