-- $1 groups text[], one or two of level, agency, field, procedure, channel, province, $2 with vertical agencies boolean, $3
-- flows as gathered_flow[], those of report_marked.sql among them, $4 rule_version integer, $5 by_instant boolean, $6 no agency is missing boolean, $7 the
-- groups keep agencies together boolean, $8 day to whose agencies all is restated date (null: as it was), $9 agency integer (0: all)
-- -> the rows of form 06, without groups that have nothing to count
-- columns: depth key1 name1 inferred1 key2 name2 inferred2 total received received_online
-- columns: received_direct_postal carried_over transferred_in reopened resolved resolved_early
-- columns: resolved_on_time resolved_in_time resolved_overdue resolved_no_due refused withdrawn stopped
-- columns: transferred_out in_process in_time overdue no_due paused official_resolved official_on_time judged
-- columns: backdated erased to_handle ended_otherwise broken
with known as materialized (
        select before, key1, rank1, name1, inferred1, key2, rank2, name2, inferred2, received, received_online, refused, withdrawn,
               stopped, reopened, transferred_in, transferred_out, resolved_early, resolved_on_time, resolved_late, resolved_no_due,
               resolved_late_instant, paused, no_due, overdue_day, overdue_instant
        from hentra.report_row($1, $2, $3::hentra.gathered_flow[], $8, $9)),
side as (
        select before, key1, key2, 2 - grouping(key1) - grouping(key2) as depth,
               min(rank1) as rank1, max(name1) as name1, bool_or(inferred1) as inferred1,
               min(rank2) as rank2, max(name2) as name2, bool_or(inferred2) as inferred2,
               row(sum(received), sum(received_online), sum(refused), sum(withdrawn), sum(stopped),
                   sum(reopened), sum(transferred_in), sum(transferred_out), sum(resolved_early),
                   sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
                   sum(paused), sum(no_due), sum(overdue_day), sum(overdue_instant))::hentra.form06_flow as flow
        from known
        where before is not null
        group by before, grouping sets ((), (key1), (key1, key2))
        having 2 - grouping(key1) - grouping(key2) <= cardinality($1)),
marked as (
        select key1, key2, 2 - grouping(key1) - grouping(key2) as depth, sum(received) as backdated, sum(refused) as erased
        from known
        where before is null
        group by grouping sets ((), (key1), (key1, key2))
        having 2 - grouping(key1) - grouping(key2) <= cardinality($1)),
both_sides as (
        select key1, key2, depth, min(rank1) as rank1, max(name1) as name1, bool_or(inferred1) as inferred1,
               min(rank2) as rank2, max(name2) as name2, bool_or(inferred2) as inferred2,
               coalesce((array_agg(flow) filter (where before))[1], hentra.form06_none()) as opening,
               coalesce((array_agg(flow) filter (where not before))[1], hentra.form06_none()) as during
        from (select before, key1, key2, depth, rank1, name1, inferred1, rank2, name2, inferred2, flow
              from side
              union all -- a total of nothing is 0
              select false, null, null, 0, 0, null, false, 0, null, false, hentra.form06_none()
              where not exists (select from side where not before)) s
        group by key1, key2, depth)
select s.depth, s.key1, s.name1, s.inferred1 and s.depth > 0 as inferred1, s.key2, s.name2, s.inferred2 and s.depth > 1 as inferred2,
       f.total, f.received, f.received_online, f.received_direct_postal, f.carried_over, f.transferred_in, f.reopened,
       f.resolved, f.resolved_early, f.resolved_on_time, f.resolved_in_time, f.resolved_overdue, f.resolved_no_due,
       f.refused, f.withdrawn, f.stopped, f.transferred_out, f.in_process, f.in_time, f.overdue, f.no_due, f.paused,
       f.official_resolved, f.official_on_time, f.judged, coalesce(m.backdated, 0)::bigint as backdated,
       coalesce(m.erased, 0)::bigint as erased,
       f.resolved + f.in_process as to_handle, f.refused + f.withdrawn + f.stopped + f.transferred_out as ended_otherwise, f.broken
from both_sides s
cross join lateral hentra.form06_of(s.opening, s.during, $4, $5, $6 and (s.depth = 0 or $7)) f
left join marked m on m.depth = s.depth and m.key1 is not distinct from s.key1 and m.key2 is not distinct from s.key2
where s.depth = 0 or not hentra.form06_is_empty(s.opening, s.during)
order by s.depth = 0, s.inferred1, s.rank1, s.key1, s.depth, s.inferred2, s.rank2, s.key2;
