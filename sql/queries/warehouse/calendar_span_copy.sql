-- COPY of rows in binary format into the spans of the calendar
copy hentra.calendar_span (opens_at, closes_at, working_before) from stdin (format binary);
