-- COPY of rows in binary format into report_flow
copy report_flow from stdin (format binary);
