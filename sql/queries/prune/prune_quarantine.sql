-- Messages in a part of the quarantine: $1 from this place text, $2 to before this one text, $3 done with before timestamptz, $4 only look boolean ->
-- deletes those that were sent again, and whose copy the dead-letter topic has; a row for each reason why others stay. why empty: these go
-- columns: why rows more bytes oldest newest
with seen as materialized (
        select q.ctid as place, pg_column_size(q) as bytes, t.at,
               case when q.replayed_at is null and q.cause = 4 then 'they wait for `hentra source resume`'
                    when q.replayed_at is null then 'they were not sent again (hentra quarantine replay)'
                    when q.relayed_at is null and q.cause <> 4 then 'the dead-letter topic has not had them'
                    when t.at >= $3 then 'they are younger'
                    else '' end as why
        from hentra.quarantine q
        cross join lateral (select greatest(q.quarantined_at, q.relayed_at, q.replayed_at) as at) t
        where q.ctid >= $1::text::tid and q.ctid < $2::text::tid),
gone as (
        delete from hentra.quarantine q
        using seen s
        where not $4 and s.why = '' and q.ctid = s.place and q.replayed_at is not null
        returning s.place)
select s.why, count(*) as rows, 0::bigint as more, sum(s.bytes)::bigint as bytes, min(s.at) as oldest, max(s.at) as newest
from seen s
left join gone g using (place)
where s.why <> '' or $4 or g.place is not null
group by s.why
order by s.why;
