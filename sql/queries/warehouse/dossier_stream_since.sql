-- script: COPY in binary of every received dossier that is open or ended since hentra.since (a setting of the session), as dossier_stream
-- columns: dossier_id history marks status case_kind channel service agency_id procedure_id
-- columns: first_observed_at last_at submitted_at received_at due_at first_due_at ended_at ended_by
-- columns: returned_at paused_at day_class instant_class last_seen_open end_first_seen
copy (
        select d.dossier_id, d.history, d.marks, d.status, d.case_kind, d.channel, d.service, d.agency_id, d.procedure_id, d.first_observed_at,
               d.last_at, d.submitted_at, d.received_at, d.due_at, d.first_due_at, d.ended_at, d.ended_by, d.returned_at, d.paused_at,
               d.day_class, d.instant_class, d.last_seen_open, d.end_first_seen
        from hentra.dossier d
        where d.received_at is not null
          and (d.ended_at is null or greatest(d.ended_at, d.received_at) >= current_setting('hentra.since', true)::timestamptz)
) to stdout (format binary);
