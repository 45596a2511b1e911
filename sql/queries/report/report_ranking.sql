-- $1 with vertical agencies boolean, $2 flows as gathered_flow[], $3 rule_version integer, $4 by_instant boolean -> agencies that had
-- something to resolve, ranked within their level by the rate with two decimals
-- columns: level rank agency agency_name resolved_in_time judged total received transferred_in in_process
-- columns: overdue
with side as (
        select before, key1, rank1, key2, max(name2) as name2,
               row(sum(received), sum(received_online), sum(refused), sum(withdrawn), sum(stopped),
                   sum(reopened), sum(transferred_in), sum(transferred_out), sum(resolved_early),
                   sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
                   sum(paused), sum(no_due), sum(overdue_day), sum(overdue_instant))::hentra.form06_flow as flow
        from hentra.report_row(array['level', 'agency'], $1, $2::hentra.gathered_flow[], null, 0)
        group by before, key1, rank1, key2),
agency as (
        select s.key1, s.rank1, s.key2, max(s.name2) as name2,
               coalesce((array_agg(s.flow) filter (where s.before))[1], hentra.form06_none()) as opening,
               coalesce((array_agg(s.flow) filter (where not s.before))[1], hentra.form06_none()) as during
        from side s
        group by s.key1, s.rank1, s.key2)
select a.key1 as level,
       case when f.judged > 0
            then rank() over (partition by a.key1
                              order by round(100.0 * f.resolved_in_time / nullif(f.judged, 0), 2) desc nulls last) end as rank,
       a.key2 as agency, a.name2 as agency_name, f.resolved_in_time, f.judged, f.total, f.received, f.transferred_in,
       f.in_process, f.overdue
from agency a
cross join lateral hentra.form06_of(a.opening, a.during, $3, $4, false) f
where f.total > 0 or f.transferred_in > 0 or f.reopened > 0
order by a.rank1, 2 nulls last, a.key2;
