-- Deliveries in a part of their table: $1 from this place text, $2 to before this one text, $3 done before timestamptz, $4 only look boolean -> deletes
-- those that were delivered or given up; a row for each reason why others stay. why empty: these go
-- columns: why rows more bytes oldest newest
with seen as materialized (
        select d.ctid as place, d.delivery_id, pg_column_size(d) as bytes, t.at,
               case when d.state = 0 then 'they wait for their receiver'
                    when d.transition % 2 = 1
                         and exists (select from hentra.alert a where a.alert_id = d.alert_id and a.transition = d.transition)
                            then 'they told of alerts that are open'
                    when t.at >= $3 then 'they are younger'
                    else '' end as why
        from hentra.alert_delivery d
        cross join lateral (select coalesce(d.delivered_at, greatest(d.created_at, d.next_attempt_at)) as at) t
        where d.ctid >= $1::text::tid and d.ctid < $2::text::tid),
gone as (
        delete from hentra.alert_delivery d
        using seen s
        where not $4 and s.why = '' and d.ctid = s.place and d.state <> 0
        returning d.delivery_id)
select s.why, count(*) as rows, 0::bigint as more, sum(s.bytes)::bigint as bytes, min(s.at) as oldest, max(s.at) as newest
from seen s
left join gone g using (delivery_id)
where s.why <> '' or $4 or g.delivery_id is not null
group by s.why
order by s.why;
