-- COPY of rows in binary format into the staging table
copy catalogue_alias (line, alias, agency, system, source, valid_from, valid_to) from stdin (format binary);
