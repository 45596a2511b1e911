-- COPY of rows in binary format into the staging table
copy catalogue_agency (line, code, name, level, parent, province, successor, vertical, valid_from, valid_to) from stdin (format binary);
