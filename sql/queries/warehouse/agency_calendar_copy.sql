-- COPY of rows in binary format into what agencies go by
copy hentra.agency_calendar (agency_id, calendar_id) from stdin (format binary);
