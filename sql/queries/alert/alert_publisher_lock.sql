-- $1 number of the lock integer, $2 tell boolean -> ours: this connection is the one that publishes; waiting: something waits to be published;
-- told: the one that publishes is woken, since it hears of dossiers but not of what another alerter raised by itself
-- columns: ours waiting told
select ours, waiting, (select pg_notify('hentra_alert_waiting', '')::text where $2 and waiting and not ours) is not null as told
from (select pg_try_advisory_lock($1, 1) as ours, exists (select from hentra.alert_transition where published_at is null and refused_at is null) as waiting) s;
