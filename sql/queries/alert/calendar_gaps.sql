-- $1 now timestamptz -> years without days off, ascending: year integer, first_day date, version integer
select year, first_day, version from hentra.calendar_gaps(hentra.local_day($1)) order by year;
