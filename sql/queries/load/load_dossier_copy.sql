-- script: COPY in binary of dossiers that were read as absent, sorted by id
copy hentra.dossier_entry (
        dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
        last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
        day_class, instant_class, last_seen_open, end_first_seen
) from stdin (format binary);
