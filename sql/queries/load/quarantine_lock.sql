-- $1 number of the lock integer -> ours: this connection is the one that sends the quarantine again
-- columns: ours
select pg_try_advisory_lock($1, 1) as ours;
