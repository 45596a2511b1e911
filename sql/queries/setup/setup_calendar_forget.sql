-- no parameters -> nothing; for a warehouse whose calendar was never in use
with days as (delete from hentra.calendar_exception)
delete from hentra.calendar_version;
