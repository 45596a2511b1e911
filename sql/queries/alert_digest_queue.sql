-- $1 local day date, $2 minute of that day integer -> queues the digests whose time has come and that the day has not had yet, one row each: delivery_id
with due as (
        select webhook_id, agency_id
        from hentra.alert_webhook
        where kind = 2 and enabled and digest_minute <= $2 and (digest_day is null or digest_day < $1)
        order by webhook_id
        for no key update skip locked),
marked as (
        update hentra.alert_webhook w
        set digest_day = $1
        from due
        where w.webhook_id = due.webhook_id and (w.digest_day is null or w.digest_day < $1)
        returning w.webhook_id, w.agency_id)
insert into hentra.alert_delivery (webhook_id, digest_day, agency_id)
select distinct m.webhook_id, $1, t.recipient_id
from marked m
join hentra.alert a on a.transition % 2 = 1
join hentra.alert_transition t using (alert_id, transition)
where m.agency_id is null or m.agency_id = t.recipient_id
on conflict do nothing
returning delivery_id;
