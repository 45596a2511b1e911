-- $1 ... $23 the columns, $24 xmin of the row that was read -> rewrites the dossier if it is still that row
update hentra.dossier set
        history = $2, marks = $3, status = $4, case_kind = $5, channel = $6, service = $7, agency_id = $8,
        procedure_id = $9, first_observed_at = $10, last_at = $11, submitted_at = $12, received_at = $13,
        due_at = $14, first_due_at = $15, ended_at = $16, ended_by = $17, returned_at = $18, paused_at = $19,
        day_class = $20, instant_class = $21, last_seen_open = $22, end_first_seen = $23
where dossier_id = $1 and xmin = $24::xid;
