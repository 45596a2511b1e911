-- $1 number of the lock integer -> true: this connection is the one that publishes; true: something waits to be published
select pg_try_advisory_lock($1, 1), exists (select from hentra.alert_transition where published_at is null);
