-- $1 class of the owners' locks integer, $2 position_id integer -> others can see that this connection reads the partition. Not waited for:
-- the lock only tells others
select pg_try_advisory_lock_shared($1, $2);
