-- no parameters -> bigint: rows kept for form 06 that are not the sum of the flows, in half months that are not stale;
-- and 1 more where stand-ins are not alike, though no catalogue is known to have changed
-- columns: differing
with stale as materialized (select array(select half_month from hentra.form06_stale) as half_months),
by_channel as (
        select hentra.half_month_of(day) as half_month, agency_id, channel, case_kind,
               array[sum(received), sum(refused), sum(withdrawn), sum(stopped), sum(reopened), sum(transferred_in), sum(transferred_out),
                     sum(resolved_early), sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
                     sum(paused - resumed), sum(no_due_in - no_due_out), sum(overdue_day_in - overdue_day_out),
                     sum(overdue_instant_in - overdue_instant_out)] as measures
        from hentra.flow_day_whole
        where hentra.half_month_of(day) <> all ((select half_months from stale)::date[])
        group by 1, 2, 3, 4),
kept_by_channel as (
        select half_month, agency_id, channel, case_kind,
               array[received, refused, withdrawn, stopped, reopened, transferred_in, transferred_out, resolved_early, resolved_on_time,
                     resolved_late, resolved_no_due, resolved_late_instant, paused, no_due, overdue_day, overdue_instant] as measures
        from hentra.flow_form06_whole
        where half_month <> all ((select half_months from stale)::date[])),
by_field as (
        select f.half_month, f.case_kind, coalesce(a.stand_in, f.agency_id) as agency_id, coalesce(r.stand_in, f.procedure_id) as procedure_id,
               array[sum(received), coalesce(sum(received) filter (where channel = 2), 0), sum(refused), sum(withdrawn), sum(stopped),
                     sum(reopened), sum(transferred_in), sum(transferred_out), sum(resolved_early), sum(resolved_on_time),
                     sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant), sum(paused - resumed),
                     sum(no_due_in - no_due_out), sum(overdue_day_in - overdue_day_out),
                     sum(overdue_instant_in - overdue_instant_out)] as measures
        from hentra.flow_half_month_whole f
        left join hentra.form06_agency a on a.agency_id = f.agency_id
        left join hentra.form06_procedure r on r.procedure_id = f.procedure_id
        where f.half_month <> all ((select half_months from stale)::date[])
        group by 1, 2, 3, 4),
-- A member that had no stand-in when a half month was added up stands there for itself.
kept_by_field as (
        select k.half_month, k.case_kind, coalesce(a.stand_in, k.agency_id) as agency_id, coalesce(r.stand_in, k.procedure_id) as procedure_id,
               array[sum(k.received), sum(k.received_online), sum(k.refused), sum(k.withdrawn), sum(k.stopped),
                     sum(k.reopened), sum(k.transferred_in), sum(k.transferred_out), sum(k.resolved_early),
                     sum(k.resolved_on_time), sum(k.resolved_late), sum(k.resolved_no_due), sum(k.resolved_late_instant),
                     sum(k.paused), sum(k.no_due), sum(k.overdue_day), sum(k.overdue_instant)]::bigint[] as measures
        from hentra.flow_form06_field k
        left join hentra.form06_agency a on a.agency_id = k.agency_id
        left join hentra.form06_procedure r on r.procedure_id = k.procedure_id
        where k.half_month <> all ((select half_months from stale)::date[])
        group by 1, 2, 3, 4)
select (select count(*)
        from by_channel
        full join kept_by_channel kept using (half_month, agency_id, channel, case_kind)
        where coalesce(by_channel.measures, array_fill(0::bigint, array[16])) <> coalesce(kept.measures, array_fill(0::bigint, array[16])))
     + (select count(*)
        from by_field
        full join kept_by_field kept using (half_month, case_kind, agency_id, procedure_id)
        where coalesce(by_field.measures, array_fill(0::bigint, array[17])) <> coalesce(kept.measures, array_fill(0::bigint, array[17])))
     + (select (not exists (select from hentra.form06_unsure) and not hentra.form06_grouping_compared())::integer) as differing;
