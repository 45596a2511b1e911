-- $1 number of the lock integer -> another connection may send the quarantine again
-- columns: ours
select pg_advisory_unlock($1, 1) as ours;
