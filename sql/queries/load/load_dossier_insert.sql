-- $1 ... $23 the columns -> adds a dossier that was read as absent
insert into hentra.dossier (
        dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
        last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
        day_class, instant_class, last_seen_open, end_first_seen)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23);
