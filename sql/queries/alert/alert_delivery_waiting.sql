-- $1 at timestamptz, by the alerter's clock -> webhooks that do not take what is sent: a delivery waits that failed, or since more than five minutes; by name: how many deliveries wait and how many of them were tried, since when the oldest waits, what the last attempt met (empty: none was made), when the next may be (null: not enabled)
-- columns: webhook waiting tried since last_error next_attempt_at enabled
select w.name as webhook, count(*) as waiting, count(*) filter (where d.attempts > 0) as tried, min(d.created_at) as since,
       coalesce((array_agg(d.last_error
                           -- about when the attempt was: the pause behind it is at most this
                           order by d.next_attempt_at - least(2 ^ (d.attempts - 1), 3600) * interval '1 second' desc, d.delivery_id desc)
                 filter (where d.attempts > 0 and d.last_error is not null))[1], '') as last_error,
       case when w.enabled then min(d.next_attempt_at) end as next_attempt_at, w.enabled
from hentra.alert_delivery d
join hentra.alert_webhook w using (webhook_id)
where d.state = 0 and not (d.transition % 2 = 1 and d.alert_id in (select hentra.alert_held($1::timestamptz))) is true
group by w.webhook_id
having bool_or(d.attempts > 0) or min(d.created_at) < clock_timestamp() - interval '5 minutes'
order by w.name;
