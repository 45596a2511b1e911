-- COPY of rows in binary format into the days of the calendar
copy hentra.calendar_day (day, working, working_before, opens_at, closes_at) from stdin (format binary);
