-- no parameters -> nothing; listeners get it when the transaction commits
select pg_notify('hentra_calendar', max(version)::text) from hentra.calendar_version;
