-- no parameters -> nothing; no truncate, for which readers would have to wait
with days as (delete from hentra.calendar_day)
delete from hentra.calendar_span;
