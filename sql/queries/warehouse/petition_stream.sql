-- script: COPY in binary of every petition, in no particular order; the columns are those of dossier_stream_brief
copy (
        select dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id
        from hentra.dossier
        where case_kind = 1
) to stdout (format binary);
