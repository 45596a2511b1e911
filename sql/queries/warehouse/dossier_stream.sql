-- script: COPY in binary of every dossier, in no particular order; of the table itself, which costs a quarter less than of a query
-- columns: dossier_id history marks status case_kind channel service agency_id procedure_id
-- columns: first_observed_at last_at submitted_at received_at due_at first_due_at ended_at ended_by
-- columns: returned_at paused_at day_class instant_class last_seen_open end_first_seen
copy hentra.dossier (
        dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
        last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
        day_class, instant_class, last_seen_open, end_first_seen
) to stdout (format binary);
