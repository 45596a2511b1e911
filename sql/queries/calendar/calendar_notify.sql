-- $1 version integer -> nothing; listeners get it when the transaction commits
select pg_notify('hentra_calendar', ($1::integer)::text);
