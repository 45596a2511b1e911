-- $1 class of the owners' locks integer, $2 position_id integer -> others can see that this connection reads the partition
select pg_advisory_lock_shared($1, $2);
