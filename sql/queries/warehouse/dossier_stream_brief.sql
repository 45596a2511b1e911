-- script: COPY in binary of every dossier, in no particular order, without the columns that follow from its history: half the work of
-- dossier_stream, whose first columns these are
-- columns: dossier_id history marks status case_kind channel service agency_id procedure_id
copy hentra.dossier (
        dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id
) to stdout (format binary);
