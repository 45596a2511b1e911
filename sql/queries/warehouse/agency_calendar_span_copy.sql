-- COPY of rows in binary format into the spans of agencies' calendars
copy hentra.agency_calendar_span (calendar_id, opens_at, closes_at, working_before, working_day) from stdin (format binary);
