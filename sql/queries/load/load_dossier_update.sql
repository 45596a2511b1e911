-- no parameters -> rewrites the dossiers of dossier_change whose row is still the one that was read. xmin is another one as soon as anybody has
-- written the row; VACUUM keeps it, also where it moves the row. A crash that loses commits may use it again, but ends this connection.
update hentra.dossier d set
        history = c.history, marks = c.marks, status = c.status, case_kind = c.case_kind,
        channel = c.channel, service = c.service, agency_id = c.agency_id, procedure_id = c.procedure_id,
        first_observed_at = c.first_observed_at, last_at = c.last_at, submitted_at = c.submitted_at,
        received_at = c.received_at, due_at = c.due_at, first_due_at = c.first_due_at,
        ended_at = c.ended_at, ended_by = c.ended_by, returned_at = c.returned_at, paused_at = c.paused_at,
        day_class = c.day_class, instant_class = c.instant_class, last_seen_open = c.last_seen_open,
        end_first_seen = c.end_first_seen
from pg_temp.dossier_change c
where d.dossier_id = c.dossier_id and d.xmin = c.read_xmin;
