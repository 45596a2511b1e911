-- $1 flows as gathered_flow[], by procedure and channel, $2 last day, $3 with vertical agencies boolean -> by field of that day's catalogue: its procedures by service, and
-- those of them that received an online dossier in the range; the total last
-- columns: field field_name procedures information partial full unknown with_online_dossiers
-- columns: online_procedures outside
with online as materialized (
        select distinct m.member_id as procedure_id
        from unnest($1::hentra.gathered_flow[]) f
        join hentra.procedure_member m using (procedure_id)
        left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
        where not f.before and f.channel = 2 and f.received > 0 and ($3 or v.vertical is not true)),
member as (
        select p.procedure_id, v.procedure_id is not null as named, coalesce(v.service, 0) as service, o.procedure_id is not null as online,
               coalesce(v.field_id, c.claimed_field_id) as field_id
        from hentra.procedure p
        join hentra.procedure_member c using (procedure_id)
        left join hentra.procedure_version v on v.procedure_id = p.procedure_id and $2 >= v.valid_from and $2 < v.valid_to
        left join online o on o.procedure_id = p.procedure_id
        where v.procedure_id is not null or o.procedure_id is not null)
select case when grouping(d.code) = 1 then 'ALL' else coalesce(d.code, 'UNKNOWN') end as field,
       case when grouping(d.code) = 0 then max(d.name) end as field_name,
       count(*) filter (where m.named) as procedures,
       count(*) filter (where m.named and m.service = 1) as information, count(*) filter (where m.named and m.service = 2) as partial,
       count(*) filter (where m.named and m.service = 3) as full, count(*) filter (where m.named and m.service = 0) as unknown,
       count(*) filter (where m.named and m.service in (2, 3) and m.online) as with_online_dossiers,
       count(*) filter (where m.named and m.service in (2, 3)) as online_procedures,
       count(*) filter (where m.online and not (m.named and m.service in (2, 3))) as outside
from member m
left join hentra.field d using (field_id)
group by grouping sets ((), (d.code))
order by grouping(d.code), d.code nulls last;
