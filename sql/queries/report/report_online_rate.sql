-- $1 groups text[], one or two of level, agency, field, procedure, channel, province, $2 with vertical agencies boolean, $3
-- flows as gathered_flow[], $4 day to whose agencies all is restated date (null: as it was), $5 agency integer (0: all) -> the rows of the online rate
-- columns: depth key1 name1 inferred1 key2 name2 inferred2 received online direct postal unknown
select 2 - grouping(key1) - grouping(key2) as depth, key1, max(name1) as name1,
       coalesce(bool_or(inferred1), false) and grouping(key1) = 0 as inferred1,
       key2, max(name2) as name2, coalesce(bool_or(inferred2), false) and grouping(key2) = 0 as inferred2,
       coalesce(sum(received), 0)::bigint as received, coalesce(sum(received_online), 0)::bigint as online,
       coalesce(sum(received) filter (where channel = 1), 0)::bigint as direct,
       coalesce(sum(received) filter (where channel = 3), 0)::bigint as postal,
       coalesce(sum(received) filter (where channel = 0), 0)::bigint as unknown
from hentra.report_row($1, $2, $3::hentra.gathered_flow[], $4, $5)
where not before and received <> 0
group by grouping sets ((), (key1), (key1, key2))
having 2 - grouping(key1) - grouping(key2) <= cardinality($1) and (grouping(key1) = 1 or sum(received) <> 0)
order by grouping(key1), bool_or(inferred1), min(rank1), key1, 1, bool_or(inferred2), min(rank2), key2;
