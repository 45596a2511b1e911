-- Alerts in a part of their table: $1 from this place text, $2 to before this one text, $3 cleared before timestamptz, $4 only look boolean, $5 deliveries
-- that were done before would be gone timestamptz, null: none -> deletes those that are over, with their transitions; a row for each reason why others
-- stay. why empty: these go
-- columns: why rows more bytes oldest newest
with seen as materialized (
        select a.ctid as place, a.alert_id, pg_column_size(a) + l.bytes as bytes, l.at,
               case when a.transition % 2 = 1 then 'they are open'
                    when l.waits then 'the topic of alerts has not had all of them'
                    when l.refused then 'the topic of alerts refused them (hentra alert failed)'
                    when l.at >= $3 then 'they are younger'
                    when exists (select from hentra.alert_delivery d
                                 where d.alert_id = a.alert_id
                                   and not (d.state <> 0
                                            and coalesce(d.delivered_at, greatest(d.created_at, d.next_attempt_at)) < $5) is true)
                            then 'deliveries of them are kept'
                    else '' end as why
        from hentra.alert a
        cross join lateral (
                select max(t.at) as at, coalesce(sum(pg_column_size(t)), 0)::bigint as bytes,
                       bool_or(t.published_at is null and t.refused_at is null) as waits, bool_or(t.refused_at is not null) as refused
                from hentra.alert_transition t
                where t.alert_id = a.alert_id) l
        where a.ctid >= $1::text::tid and a.ctid < $2::text::tid),
gone as (
        delete from hentra.alert a
        using seen s
        where not $4 and s.why = '' and a.ctid = s.place and a.transition % 2 = 0
        returning a.alert_id),
parts as (
        delete from hentra.alert_transition t
        using gone g
        where t.alert_id = g.alert_id
        returning t.alert_id)
select s.why, count(*) as rows,
       case when s.why <> '' then 0
            when $4 then (select count(*) from hentra.alert_transition t join seen o using (alert_id) where o.why = '')
            else (select count(*) from parts) end as more,
       sum(s.bytes)::bigint as bytes, min(s.at) as oldest, max(s.at) as newest
from seen s
left join gone g using (alert_id)
where s.why <> '' or $4 or g.alert_id is not null
group by s.why
order by s.why;
