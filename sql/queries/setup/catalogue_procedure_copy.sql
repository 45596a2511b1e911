-- COPY of rows in binary format into the staging table
copy catalogue_procedure from stdin (format binary);
