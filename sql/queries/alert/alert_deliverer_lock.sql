-- $1 number of the lock integer -> ours: this connection is the one that delivers; waiting: something waits to be delivered
-- columns: ours waiting
select pg_try_advisory_lock($1, 1) as ours,
       exists (select from hentra.alert_delivery d join hentra.alert_webhook w using (webhook_id) where d.state = 0 and w.enabled) as waiting;
