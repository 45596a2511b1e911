-- COPY of rows in binary format into foresight_procedure
copy hentra.foresight_procedure (procedure_id, group_id, field_id) from stdin (format binary);
