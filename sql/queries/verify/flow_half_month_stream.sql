-- script: COPY in binary of every row, by key: what the histories add up to comes in the same order
-- columns: half_month agency_id procedure_id channel case_kind submitted received refused_before
-- columns: withdrawn_before refused withdrawn stopped reopened paused resumed transferred_in transferred_out
-- columns: resolved_early resolved_on_time resolved_late resolved_no_due resolved_late_instant
-- columns: resolved_after_pause elapsed_seconds returned returned_by_post paid_online digitised supplemented
-- columns: backdated due_rewritten no_due_in no_due_out overdue_day_in overdue_day_out overdue_instant_in
-- columns: overdue_instant_out
copy (
        select half_month, agency_id, procedure_id, channel, case_kind, submitted, received, refused_before,
               withdrawn_before, refused, withdrawn, stopped, reopened, paused, resumed, transferred_in, transferred_out,
               resolved_early, resolved_on_time, resolved_late, resolved_no_due, resolved_late_instant, resolved_after_pause,
               elapsed_seconds, returned, returned_by_post, paid_online, digitised, supplemented, backdated, due_rewritten,
               no_due_in, no_due_out, overdue_day_in, overdue_day_out, overdue_instant_in, overdue_instant_out
        from hentra.flow_half_month
        order by half_month, agency_id, procedure_id, channel, case_kind
) to stdout (format binary);
