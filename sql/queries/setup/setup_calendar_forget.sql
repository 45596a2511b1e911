-- no parameters -> nothing; of a warehouse whose calendar never counted
with days as (delete from hentra.calendar_exception)
delete from hentra.calendar_version;
