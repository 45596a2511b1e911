-- COPY of rows in binary format into the spans of the calendar
copy hentra.calendar_span (opens_at, closes_at, working_before, working_day) from stdin (format binary);
