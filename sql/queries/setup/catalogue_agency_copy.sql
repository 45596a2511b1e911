-- COPY of rows in binary format into the staging table
copy catalogue_agency from stdin (format binary);
