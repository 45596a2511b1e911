-- script: COPY in binary of dossiers that were read as present, with the xmin of the row that was read
copy pg_temp.dossier_change (
        dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
        last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
        day_class, instant_class, last_seen_open, end_first_seen, read_xmin
) from stdin (format binary);
