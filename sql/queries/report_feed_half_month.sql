-- $1 first day, $2 last day, $3 case kind integer -> flows up to the last day into report_flow, from the grain by half month; the range must consist of half months
with c as materialized (select hentra.catalogue_days($1, $2) as days)
insert into report_flow
select half_month < $1, ((select days from c))[greatest(width_bucket(half_month, (select days from c)), 1)], agency_id, procedure_id, channel,
       sum(received), sum(refused), sum(withdrawn), sum(stopped), sum(reopened), sum(transferred_in), sum(transferred_out),
       sum(resolved_early), sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
       sum(paused - resumed), sum(no_due_in - no_due_out), sum(overdue_day_in - overdue_day_out),
       sum(overdue_instant_in - overdue_instant_out)
from hentra.flow_half_month
where half_month <= $2 and case_kind = $3
group by 1, 2, 3, 4, 5;
