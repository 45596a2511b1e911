-- script: COPY in binary of twenty thousand dossiers, whichever come first; the columns are those of dossier_stream_brief
copy (
        select dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id
        from hentra.dossier
        limit 20000
) to stdout (format binary);
