-- script: COPY in binary of every petition, in no particular order; the columns are those of dossier_stream
copy (
        select dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
               last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
               day_class, instant_class, last_seen_open, end_first_seen
        from hentra.dossier
        where case_kind = 1
) to stdout (format binary);
