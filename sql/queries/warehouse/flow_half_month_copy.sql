-- script: COPY in binary of flows by half month; the measures in the order of consumers/dossier/measure.h
copy hentra.flow_half_month_entry (
        half_month, agency_id, procedure_id, channel, case_kind, shard,
        submitted, received, refused_before, withdrawn_before, refused, withdrawn, stopped, reopened, paused, resumed,
        transferred_in, transferred_out, resolved_early, resolved_on_time, resolved_late, resolved_no_due,
        resolved_late_instant, resolved_after_pause, elapsed_seconds, returned, returned_by_post, paid_online,
        digitised, supplemented, backdated, due_rewritten, no_due_in, no_due_out, overdue_day_in, overdue_day_out,
        overdue_instant_in, overdue_instant_out
) from stdin (format binary);
