-- COPY of rows in binary format into the exceptions of a calendar
copy hentra.calendar_exception (version, day, working, name, hours) from stdin (format binary);
