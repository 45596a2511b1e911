-- no parameters -> this connection reads no partition any more
select pg_advisory_unlock_all();
