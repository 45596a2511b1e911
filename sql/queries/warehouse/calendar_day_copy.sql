-- COPY of rows in binary format into the days of the calendar
copy hentra.calendar_day (day, working) from stdin (format binary);
