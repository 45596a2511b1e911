-- no parameters -> bigint: rows of flow_form06 that are not the sum of flow_day
-- columns: differing
with sums as (
        select hentra.half_month_of(day) as half_month, agency_id, channel, case_kind, shard,
               array[sum(received), sum(refused), sum(withdrawn), sum(stopped), sum(reopened), sum(transferred_in), sum(transferred_out),
                     sum(resolved_early), sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
                     sum(paused - resumed), sum(no_due_in - no_due_out), sum(overdue_day_in - overdue_day_out),
                     sum(overdue_instant_in - overdue_instant_out)] as measures
        from hentra.flow_day_whole
        group by 1, 2, 3, 4, 5),
kept as (
        select half_month, agency_id, channel, case_kind, shard,
               array[received, refused, withdrawn, stopped, reopened, transferred_in, transferred_out, resolved_early, resolved_on_time,
                     resolved_late, resolved_no_due, resolved_late_instant, paused, no_due, overdue_day, overdue_instant] as measures
        from hentra.flow_form06_whole)
select count(*) as differing
from sums
full join kept using (half_month, agency_id, channel, case_kind, shard)
where coalesce(sums.measures, array_fill(0::bigint, array[16])) <> coalesce(kept.measures, array_fill(0::bigint, array[16]));
