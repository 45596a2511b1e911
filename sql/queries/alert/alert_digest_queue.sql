-- $1 local day date, $2 minute of that day integer -> queues the digests whose time has come and that the day has not had yet, one row each: delivery_id
with due as (
        select webhook_id, agency_id
        from hentra.alert_webhook
        where kind = 2 and enabled and digest_minute <= $2 and (digest_day is null or digest_day < $1)
        order by webhook_id
        for no key update skip locked),
begun as (
        update hentra.alert_webhook w
        set digest_day = $1
        from due
        where w.webhook_id = due.webhook_id and (w.digest_day is null or w.digest_day < $1)
        returning w.webhook_id, w.agency_id),
told as materialized (
        select distinct hentra.agency_told(r.recipient_id, $1) as agency_id
        from (select distinct t.recipient_id
              from hentra.alert a
              join hentra.alert_transition t using (alert_id, transition)
              where a.transition % 2 = 1) r)
insert into hentra.alert_delivery (webhook_id, digest_day, agency_id, digest_number)
select b.webhook_id, $1, told.agency_id,
       -- As alert.alert_id has it.
       (floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1735689600000) * 1024 + nextval('hentra.alert_number')
from begun b
join told on b.agency_id is null or b.agency_id = told.agency_id
-- The day may have it already, perhaps in parts: somebody set digest_day back.
where not exists (
        select from hentra.alert_delivery d
        where d.webhook_id = b.webhook_id and d.digest_day = $1 and d.agency_id = told.agency_id)
on conflict do nothing
returning delivery_id;
