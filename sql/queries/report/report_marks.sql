-- $1 first day, $2 last day, $3 case kind integer, $4 late by instant boolean, $5 with vertical agencies boolean, $6 agency integer
-- (0: all), $7 now timestamptz, $8 working days by which a return date may lie off the agency's calendar unmarked integer -> for each mark, and for any: dossiers resolved in the range with a due date, with and without it, and the late ones
-- columns: mark marked resolved late_with late_without unmarked about
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at from hentra.warehouse),
resolved as materialized (
        select d.dossier_id, d.marks, case when $4 then d.instant_class = 2 else d.day_class = 3 end as late
        from w
        cross join hentra.dossier d
        cross join lateral (select greatest(d.ended_at, d.received_at) as at) n
        left join hentra.agency_version v on v.agency_id = d.agency_id and (n.at at time zone w.zone)::date >= v.valid_from
                                         and (n.at at time zone w.zone)::date < v.valid_to
        where d.case_kind = $3 and d.day_class in (1, 2, 3) and n.at >= w.from_at and n.at < w.to_at and ($5 or v.vertical is not true)
          and ($6 = 0 or d.agency_id = $6)),
counted as (select count(*) as resolved, count(*) filter (where late) as late from resolved),
marked as (
        select m.mark, m.about, r.dossier_id, r.late
        from resolved r
        join hentra.dossier_quality m using (dossier_id)
        where r.marks <> 0
        union all
        select 'DUE_UNLIKE_CALENDAR', c.about, r.dossier_id, r.late
        from resolved r
        join hentra.dossier_due_check c using (dossier_id)
        where c.received_at <= $7 and $8 > 0 and abs(c.days_apart) >= $8),
kind as (
        select 1 as place, mark, max(about) as about, count(*) as marked, count(*) filter (where late) as late
        from marked
        group by mark
        union all
        select 0, 'ANY', 'at least one of the marks below', count(*), count(*) filter (where late)
        from (select distinct dossier_id, late from marked) d)
select k.mark, k.marked, c.resolved, k.late as late_with, c.late - k.late as late_without, c.resolved - k.marked as unmarked, k.about
from kind k
cross join counted c
order by k.place, k.marked desc, k.mark;
