-- $1 delivery_id bigint[], $2 state bigint[], $3 milliseconds until the next attempt bigint[], $4 error text[] (empty: none) -> records what became of attempts
-- Rows are locked in order, as a look locks those whose alerts it clears (61_alert_webhook.sql): so neither waits for the other in a circle.
with m as materialized (
        select m.delivery_id, m.state, m.wait_ms, m.error
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) as m (delivery_id, state, wait_ms, error)
        join hentra.alert_delivery d using (delivery_id)
        where d.state = 0
        order by m.delivery_id
        for no key update of d)
update hentra.alert_delivery d
set state = m.state, attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + m.wait_ms * interval '1 millisecond',
    last_error = coalesce(nullif(m.error, ''), d.last_error), delivered_at = case when m.state = 1 then clock_timestamp() end
from m
where d.delivery_id = m.delivery_id and d.state = 0;
