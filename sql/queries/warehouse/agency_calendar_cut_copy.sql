-- COPY of rows in binary format into the cuts of agencies' calendars
copy hentra.agency_calendar_cut (calendar_id, day, cut_at, cut_short_at, begins_at) from stdin (format binary);
