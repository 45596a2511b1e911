-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all) -> dossiers received,
-- resolved or handed over in the range, by level, each once; the total last
-- columns: level received resolved returned handled
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at
        from hentra.warehouse),
seen as (
        select coalesce(v.level, c.level, 0) as level, d.received_at >= w.from_at and d.received_at < w.to_at as received,
               d.ended_by in (9, 10) and n.ended_at >= w.from_at and n.ended_at < w.to_at as resolved,
               n.returned_at >= w.from_at and n.returned_at < w.to_at as returned
        from w
        cross join hentra.dossier d
        cross join lateral (select greatest(d.ended_at, d.received_at) as ended_at,
                                   case when d.returned_at is not null then greatest(d.returned_at, d.ended_at, d.received_at) end as returned_at) n
        cross join lateral (select (least(d.last_at, w.to_at - interval '1 microsecond') at time zone w.zone)::date as day) o
        left join hentra.agency_said v on v.agency_id = d.agency_id and o.day >= v.valid_from and o.day < v.valid_to
        left join hentra.agency_level_claim c on c.agency_id = d.agency_id
        -- What one of these is of lies in a few places, which the indexes of instants know.
        where (d.received_at >= (select from_at from w) and d.received_at < (select to_at from w)
               or d.ended_at >= (select from_at from w) and d.ended_at < (select to_at from w)
               or d.returned_at >= (select from_at from w) and d.returned_at < (select to_at from w))
          and d.case_kind = $3 and d.received_at is not null and ($4 or v.vertical is not true) and ($5 = 0 or coalesce(v.member_id, d.agency_id) = $5))
select case when grouping(level) = 1 then 'ALL' else hentra.level_name(level) end as level, count(*) filter (where received) as received,
       count(*) filter (where resolved) as resolved, count(*) filter (where returned) as returned, count(*) as handled
from seen
where received or resolved or returned
group by grouping sets ((), (level))
order by grouping(seen.level), (seen.level + 3) % 4;
