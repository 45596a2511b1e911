-- $1 first day, $2 last day, $3 case kind integer -> flows up to the last day as rows of gathered_flow, of stand-ins for
-- agencies of one level and procedures of one field, by what is kept for form 06; the range must consist of half months.
-- Of the channels only those online are told apart, and only what was received
-- columns: before day agency_id procedure_id channel received refused withdrawn stopped reopened
-- columns: transferred_in transferred_out resolved_early resolved_on_time resolved_late resolved_no_due
-- columns: resolved_late_instant paused no_due overdue_day overdue_instant
with c as materialized (select hentra.catalogue_days($1, $2) as days, hentra.form06_unkept() as unkept),
flow as (
        select half_month, agency_id, procedure_id,
               received, received_online, refused, withdrawn, stopped, reopened, transferred_in,
               transferred_out, resolved_early, resolved_on_time, resolved_late, resolved_no_due,
               resolved_late_instant, paused, no_due, overdue_day, overdue_instant
        from hentra.flow_form06_field
        where half_month <= $2 and case_kind = $3 and half_month <> all ((select unkept from c)::date[])
        union all
        select f.half_month, coalesce(a.stand_in, f.agency_id), coalesce(r.stand_in, f.procedure_id),
               f.received, case when f.channel = 2 then f.received else 0 end, f.refused, f.withdrawn,
               f.stopped, f.reopened, f.transferred_in, f.transferred_out, f.resolved_early,
               f.resolved_on_time, f.resolved_late, f.resolved_no_due, f.resolved_late_instant,
               f.paused - f.resumed, f.no_due_in - f.no_due_out, f.overdue_day_in - f.overdue_day_out,
               f.overdue_instant_in - f.overdue_instant_out
        from c
        cross join unnest(c.unkept) u (half_month)
        -- By its index: the planner does not know how few half months these are.
        cross join lateral (select half_month, agency_id, procedure_id, channel, received, refused, withdrawn, stopped, reopened,
                                   transferred_in, transferred_out, resolved_early, resolved_on_time, resolved_late,
                                   resolved_no_due, resolved_late_instant, paused, resumed, no_due_in, no_due_out,
                                   overdue_day_in, overdue_day_out, overdue_instant_in, overdue_instant_out
                            from hentra.flow_half_month_whole
                            where half_month = u.half_month and u.half_month <= $2 and case_kind = $3
                            offset 0) f
        left join hentra.form06_agency a on a.agency_id = f.agency_id
        left join hentra.form06_procedure r on r.procedure_id = f.procedure_id),
total as (
        select half_month < $1 as before, ((select days from c))[greatest(width_bucket(half_month, (select days from c)), 1)] as day,
               agency_id, procedure_id,
               sum(received) as received, sum(received_online) as received_online, sum(refused) as refused,
               sum(withdrawn) as withdrawn, sum(stopped) as stopped, sum(reopened) as reopened,
               sum(transferred_in) as transferred_in, sum(transferred_out) as transferred_out,
               sum(resolved_early) as resolved_early, sum(resolved_on_time) as resolved_on_time,
               sum(resolved_late) as resolved_late, sum(resolved_no_due) as resolved_no_due,
               sum(resolved_late_instant) as resolved_late_instant, sum(paused) as paused,
               sum(no_due) as no_due, sum(overdue_day) as overdue_day,
               sum(overdue_instant) as overdue_instant
        from flow
        group by 1, 2, 3, 4)
select t.before, t.day, t.agency_id, t.procedure_id, n.channel,
       case when n.channel = 2 then t.received_online else t.received - t.received_online end as received,
       case when n.channel = 0 then t.refused else 0 end as refused,
       case when n.channel = 0 then t.withdrawn else 0 end as withdrawn,
       case when n.channel = 0 then t.stopped else 0 end as stopped,
       case when n.channel = 0 then t.reopened else 0 end as reopened,
       case when n.channel = 0 then t.transferred_in else 0 end as transferred_in,
       case when n.channel = 0 then t.transferred_out else 0 end as transferred_out,
       case when n.channel = 0 then t.resolved_early else 0 end as resolved_early,
       case when n.channel = 0 then t.resolved_on_time else 0 end as resolved_on_time,
       case when n.channel = 0 then t.resolved_late else 0 end as resolved_late,
       case when n.channel = 0 then t.resolved_no_due else 0 end as resolved_no_due,
       case when n.channel = 0 then t.resolved_late_instant else 0 end as resolved_late_instant,
       case when n.channel = 0 then t.paused else 0 end as paused,
       case when n.channel = 0 then t.no_due else 0 end as no_due,
       case when n.channel = 0 then t.overdue_day else 0 end as overdue_day,
       case when n.channel = 0 then t.overdue_instant else 0 end as overdue_instant
from total t
cross join (values (0::smallint), (2::smallint)) as n (channel)
where n.channel = 0 or t.received_online <> 0;
