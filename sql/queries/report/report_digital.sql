-- $1 groups text[], one or two of level, agency, channel, $2 with vertical agencies boolean, $3 first day, $4 last day, $5 case kind
-- integer, $6 agency integer (0: all) -> what was received digitised and paid online, and what was handed over by post
-- columns: depth key1 name1 inferred1 key2 name2 inferred2 digitised paid_online supplemented received
-- columns: returned_by_post returned
with flow as (
        select f.channel, coalesce(v.level, c.level, 0) as level, a.code, v.name, a.inferred,
               f.digitised, f.paid_online, f.supplemented, f.received, f.returned_by_post, f.returned
        from hentra.flow_day f
        left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
        join hentra.agency a on a.agency_id = coalesce(v.member_id, f.agency_id)
        left join hentra.agency_level_claim c on c.agency_id = f.agency_id
        where f.day between $3 and $4 and f.case_kind = $5 and ($2 or v.vertical is not true) and ($6 = 0 or a.agency_id = $6)),
keyed as (
        select case ($1::text[])[1] when 'level' then hentra.level_name(level) when 'agency' then code else hentra.channel_name(channel) end as key1,
               case ($1::text[])[1] when 'level' then (level + 3) % 4 when 'channel' then (channel + 3) % 4 else 0 end as rank1,
               case ($1::text[])[1] when 'agency' then name end as name1, ($1::text[])[1] = 'agency' and inferred as inferred1,
               case ($1::text[])[2] when 'level' then hentra.level_name(level) when 'agency' then code
                          when 'channel' then hentra.channel_name(channel) end as key2,
               case ($1::text[])[2] when 'level' then (level + 3) % 4 when 'channel' then (channel + 3) % 4 else 0 end as rank2,
               case ($1::text[])[2] when 'agency' then name end as name2, coalesce(($1::text[])[2] = 'agency' and inferred, false) as inferred2,
               sum(digitised) as digitised, sum(paid_online) as paid_online, sum(supplemented) as supplemented, sum(received) as received,
               sum(returned_by_post) as returned_by_post, sum(returned) as returned
        from flow
        group by 1, 2, 3, 4, 5, 6, 7, 8)
select 2 - grouping(key1) - grouping(key2) as depth, key1, max(name1) as name1,
       coalesce(bool_or(inferred1), false) and grouping(key1) = 0 as inferred1,
       key2, max(name2) as name2, coalesce(bool_or(inferred2), false) and grouping(key2) = 0 as inferred2,
       coalesce(sum(digitised), 0)::bigint as digitised, coalesce(sum(paid_online), 0)::bigint as paid_online,
       coalesce(sum(supplemented), 0)::bigint as supplemented, coalesce(sum(received), 0)::bigint as received,
       coalesce(sum(returned_by_post), 0)::bigint as returned_by_post, coalesce(sum(returned), 0)::bigint as returned
from keyed
group by grouping sets ((), (key1), (key1, key2))
having 2 - grouping(key1) - grouping(key2) <= cardinality($1)
   and (grouping(key1) = 1 or sum(received) <> 0 or sum(returned) <> 0 or sum(supplemented) <> 0)
order by grouping(key1), bool_or(inferred1), min(rank1), key1, 1, bool_or(inferred2), min(rank2), key2;
