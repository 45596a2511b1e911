-- $1 number of the lock integer -> ours: this connection is the one that publishes; waiting: something waits to be published
-- columns: ours waiting
select pg_try_advisory_lock($1, 1) as ours, exists (select from hentra.alert_transition where published_at is null and refused_at is null) as waiting;
