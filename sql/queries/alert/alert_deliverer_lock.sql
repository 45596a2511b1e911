-- $1 number of the lock integer -> true: this connection is the one that delivers; true: something waits to be delivered
select pg_try_advisory_lock($1, 1),
       exists (select from hentra.alert_delivery d join hentra.alert_webhook w using (webhook_id) where d.state = 0 and w.enabled);
