-- COPY of rows in binary format into the days of an agency's calendar
copy hentra.agency_calendar_exception (agency_id, version, day, working, name, hours) from stdin (format binary);
