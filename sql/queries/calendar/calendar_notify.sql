-- $1 version integer -> nothing; told to who listens, when the transaction commits
select pg_notify('hentra_calendar', ($1::integer)::text);
