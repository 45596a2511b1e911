-- $1 half months as days since 1970 integer[] -> flows by day of these half months; the columns are those of the file
select f.half_month, f.day, f.agency, f.channel, f.case_kind,
       f.submitted, f.received, f.refused_before, f.withdrawn_before, f.refused, f.withdrawn, f.stopped, f.reopened, f.paused, f.resumed,
       f.transferred_in, f.transferred_out, f.resolved_early, f.resolved_on_time, f.resolved_late, f.resolved_no_due,
       f.resolved_late_instant, f.resolved_after_pause, f.elapsed_seconds, f.returned, f.returned_by_post, f.paid_online,
       f.digitised, f.supplemented, f.backdated, f.due_rewritten, f.no_due_in, f.no_due_out, f.overdue_day_in, f.overdue_day_out,
       f.overdue_instant_in, f.overdue_instant_out
from hentra.flow_day_export f
where f.half_month in (select date '1970-01-01' + n from unnest($1::integer[]) as n);
