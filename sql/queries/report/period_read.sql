-- $1 period text -> first_day date, last_day date; no row: no such period
-- columns: first_day last_day
select first_day, last_day from hentra.period where period = $1;
