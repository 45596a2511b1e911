-- COPY of rows in binary format into the staging table
copy catalogue_procedure (line, code, name, field, field_name, service, statutory_minutes, has_fee, fee_online, returns_paper, duration, duration_unit, valid_from, valid_to) from stdin (format binary);
