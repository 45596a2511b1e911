-- $1 number of the lock integer -> another connection may publish
select pg_advisory_unlock($1, 1);
