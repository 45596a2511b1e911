-- $1 local day date, $2 minute of that day integer, $3 at timestamptz, by the alerter's clock -> queues the digests whose time has come and that the day has not had yet, one row each: delivery_id
with recursive due as (
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
held as materialized (
        select alert_id from hentra.alert_held($3::timestamptz) as h (alert_id)),
-- From each agency to the next one by the index: as many steps as agencies, not as alerts.
recipient as (
        select (select min(a.recipient_id) from hentra.alert a where a.transition % 2 = 1) as recipient_id
        union all
        select (select min(a.recipient_id) from hentra.alert a where a.transition % 2 = 1 and a.recipient_id > r.recipient_id)
        from recipient r
        where r.recipient_id is not null),
told as materialized (
        select distinct hentra.agency_told(recipient_id, $1) as agency_id
        from recipient r
        where recipient_id is not null
          -- There is nothing to tell where all alerts are snoozed.
          and (not exists (select from held)
               or exists (
                  select
                  from hentra.alert a
                  where a.recipient_id = r.recipient_id and a.transition % 2 = 1 and a.alert_id not in (select alert_id from held))))
insert into hentra.alert_delivery (webhook_id, digest_day, agency_id, digest_number)
select b.webhook_id, $1, told.agency_id,
       -- As alert.alert_id has it.
       (floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1735689600000) * 1024 + nextval('hentra.alert_number')
from begun b
join told on b.agency_id is null or b.agency_id = told.agency_id
-- The day may have it already, perhaps in parts: somebody set digest_day back.
where not exists (
        select from hentra.alert_delivery d
        where d.webhook_id = b.webhook_id and d.digest_day = $1 and d.agency_id = told.agency_id
        offset 0) -- one look into the index for each
on conflict do nothing
returning delivery_id;
