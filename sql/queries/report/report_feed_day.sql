-- $1 first day, $2 last day, $3 case kind integer, $4 agencies one by one boolean (else stand-ins) -> flows up to the
-- last day as rows of gathered_flow, without procedures. By half month; half months that the range or a change of a
-- catalogue cuts, or that were written lately, come from the grain by day
-- columns: before day agency_id procedure_id channel received refused withdrawn stopped reopened
-- columns: transferred_in transferred_out resolved_early resolved_on_time resolved_late resolved_no_due
-- columns: resolved_late_instant paused no_due overdue_day overdue_instant
with c as materialized (select hentra.catalogue_days($1, $2) as days),
s as materialized (select days, case when not $4 then hentra.agency_stand_ins(days) end as agency from c),
-- Half months within which the range begins or ends, or a catalogue changes, or which were written lately.
cut as materialized (
        select distinct hentra.half_month_of(d.day) as from_day, hentra.half_month_of(hentra.half_month_of(d.day) + 17) as to_day
        from (select unnest(days) as day from c union all select ($2 + 1)) d
        where d.day <> hentra.half_month_of(d.day)
        union
        select half_month, hentra.half_month_of(half_month + 17) from hentra.form06_stale),
flow as (
        select half_month as day, agency_id, channel, received, refused, withdrawn, stopped, reopened, transferred_in, transferred_out,
               resolved_early, resolved_on_time, resolved_late, resolved_no_due, resolved_late_instant,
               paused, no_due, overdue_day, overdue_instant
        from hentra.flow_form06_whole
        where half_month <= $2 and case_kind = $3 and half_month <> all (array(select from_day from cut))
        union all
        select f.day, f.agency_id, f.channel, f.received, f.refused, f.withdrawn, f.stopped, f.reopened, f.transferred_in, f.transferred_out,
               f.resolved_early, f.resolved_on_time, f.resolved_late, f.resolved_no_due, f.resolved_late_instant,
               f.paused - f.resumed, f.no_due_in - f.no_due_out, f.overdue_day_in - f.overdue_day_out,
               f.overdue_instant_in - f.overdue_instant_out
        from cut
        join hentra.flow_day_whole f on f.day >= cut.from_day and f.day < cut.to_day
        where f.day <= $2 and f.case_kind = $3)
select day < $1 as before, ((select days from s))[greatest(width_bucket(day, (select days from s)), 1)] as day,
       coalesce(((select agency from s))[agency_id], agency_id) as agency_id, 0 as procedure_id, channel,
       sum(received)::bigint as received, sum(refused)::bigint as refused, sum(withdrawn)::bigint as withdrawn,
       sum(stopped)::bigint as stopped, sum(reopened)::bigint as reopened, sum(transferred_in)::bigint as transferred_in,
       sum(transferred_out)::bigint as transferred_out, sum(resolved_early)::bigint as resolved_early,
       sum(resolved_on_time)::bigint as resolved_on_time, sum(resolved_late)::bigint as resolved_late,
       sum(resolved_no_due)::bigint as resolved_no_due, sum(resolved_late_instant)::bigint as resolved_late_instant,
       sum(paused)::bigint as paused, sum(no_due)::bigint as no_due, sum(overdue_day)::bigint as overdue_day,
       sum(overdue_instant)::bigint as overdue_instant
from flow
group by 1, 2, 3, 4, 5;
