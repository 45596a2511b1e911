-- COPY of rows in binary format into the staging table
copy catalogue_affix (line, affix, place, used) from stdin (format binary);
