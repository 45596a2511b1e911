-- $1 id text, $2 number integer -> so many dossiers behind that id, with histories as words, in order of their ids
-- schema: 13
-- columns: dossier_id history marks status case_kind channel service agency_id procedure_id
-- columns: first_observed_at last_at submitted_at received_at due_at first_due_at ended_at ended_by
-- columns: returned_at paused_at day_class instant_class
select dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
       last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at,
       day_class, instant_class
from hentra.dossier
where dossier_id > $1
order by dossier_id
limit $2;
