-- $1 now timestamptz -> years without days off, ascending
-- columns: year first_day version
select year, first_day, version from hentra.calendar_gaps(hentra.local_day($1)) order by year;
