-- no parameters -> nothing; told to who listens, when the transaction commits
select pg_notify('hentra_calendar', max(version)::text) from hentra.calendar_version;
