-- $1 first day, $2 last day, $3 case kind integer, $4 agencies one by one boolean, $5 procedures one by one boolean
-- (else stand-ins) -> flows up to the last day as rows of gathered_flow, from the grain by half month; the range must
-- consist of half months
-- columns: before day agency_id procedure_id channel received refused withdrawn stopped reopened
-- columns: transferred_in transferred_out resolved_early resolved_on_time resolved_late resolved_no_due
-- columns: resolved_late_instant paused no_due overdue_day overdue_instant
with c as materialized (select hentra.catalogue_days($1, $2) as days),
s as materialized (select days, case when not $4 then hentra.agency_stand_ins(days) end as agency,
                          case when not $5 then hentra.procedure_stand_ins(days) end as procedure
                   from c)
select half_month < $1 as before, ((select days from s))[greatest(width_bucket(half_month, (select days from s)), 1)] as day,
       coalesce(((select agency from s))[agency_id], agency_id) as agency_id,
       coalesce(((select procedure from s))[procedure_id], procedure_id) as procedure_id, channel,
       sum(received) as received, sum(refused) as refused, sum(withdrawn) as withdrawn, sum(stopped) as stopped,
       sum(reopened) as reopened, sum(transferred_in) as transferred_in, sum(transferred_out) as transferred_out,
       sum(resolved_early) as resolved_early, sum(resolved_on_time) as resolved_on_time, sum(resolved_late) as resolved_late,
       sum(resolved_no_due) as resolved_no_due, sum(resolved_late_instant) as resolved_late_instant,
       sum(paused - resumed) as paused, sum(no_due_in - no_due_out) as no_due,
       sum(overdue_day_in - overdue_day_out) as overdue_day, sum(overdue_instant_in - overdue_instant_out) as overdue_instant
from hentra.flow_half_month_whole
where half_month <= $2 and case_kind = $3
group by 1, 2, 3, 4, 5;
