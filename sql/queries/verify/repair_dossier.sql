-- no parameters -> rewrites the derived columns of the dossiers of dossier_change
update hentra.dossier d set
        marks = c.marks, status = c.status, case_kind = c.case_kind, channel = c.channel, service = c.service,
        agency_id = c.agency_id, procedure_id = c.procedure_id, first_observed_at = c.first_observed_at,
        last_at = c.last_at, submitted_at = c.submitted_at, received_at = c.received_at, due_at = c.due_at,
        first_due_at = c.first_due_at, ended_at = c.ended_at, ended_by = c.ended_by, returned_at = c.returned_at,
        paused_at = c.paused_at, day_class = c.day_class, instant_class = c.instant_class,
        last_seen_open = c.last_seen_open, end_first_seen = c.end_first_seen
from pg_temp.dossier_change c
where d.dossier_id = c.dossier_id;
