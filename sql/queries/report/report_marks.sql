-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all), $6 late by instant
-- boolean, $7 now timestamptz, $8 working days (0: none) off the agency's calendar from which on a return date is marked integer -> for each mark, and for any: dossiers
-- resolved in the range with a due date, with and without it, and the late ones
-- columns: mark marked resolved late_with late_without unmarked about
-- Where each local day begins, and the last one ends: a call for each row takes longer than to look it up.
with days as materialized (
        select array_agg(d.day::timestamp at time zone w.zone order by d.day) as begins
        from hentra.warehouse w
        cross join lateral (select $1::date + n as day from generate_series(0, $2::date - $1::date + 1) n) d),
-- Not materialized: a table of all to read twice takes longer than to read dossiers twice, of which few are marked.
resolved as not materialized (
        select d.dossier_id, d.marks, d.late
        from (select d.dossier_id, d.agency_id, d.marks, case when $6 then d.instant_class = 2 else d.day_class = 3 end as late,
                     $1::date - 1 + width_bucket(n.at, (select begins from days)) as day
              from hentra.dossier d
              cross join lateral (select greatest(d.ended_at, d.received_at) as at) n
              where d.case_kind = $3 and d.day_class in (1, 2, 3)
                -- is true: the planner takes a range of unknown ends for a two-hundredth of the table, and both ends for themselves for a ninth.
                and (n.at >= (select begins[1] from days)) is true and (n.at < (select begins[array_length(begins, 1)] from days)) is true) d
        left join hentra.agency_said v on v.agency_id = d.agency_id and d.day >= v.valid_from and d.day < v.valid_to
        where ($4 or v.vertical is not true) and ($5 = 0 or coalesce(v.member_id, d.agency_id) = $5)),
counted as (select count(*) as resolved, count(*) filter (where late) as late from resolved),
marked as materialized (
        select m.mark, m.about, r.dossier_id, r.late
        from resolved r
        join hentra.dossier_quality m using (dossier_id)
        where r.marks <> 0
        union all
        select 'DUE_UNLIKE_CALENDAR', c.about, r.dossier_id, r.late
        from resolved r
        join hentra.dossier_due_check c using (dossier_id)
        -- The range once more: the view reckons what its own columns ask for, and knows nothing of a join.
        cross join lateral (select greatest(c.ended_at, c.received_at) as at) n
        where $8 > 0 and $3 = 0 and (n.at >= (select begins[1] from days)) is true
          and (n.at < (select begins[array_length(begins, 1)] from days)) is true and c.received_at <= $7 and abs(c.days_apart) >= $8),
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
