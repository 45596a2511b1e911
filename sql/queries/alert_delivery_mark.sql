-- $1 delivery_id bigint[], $2 state bigint[], $3 milliseconds until the next attempt bigint[], $4 what went wrong text[] (empty: nothing)
update hentra.alert_delivery d
set state = m.state, attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + m.wait_ms * interval '1 millisecond',
    last_error = coalesce(nullif(m.error, ''), d.last_error), delivered_at = case when m.state = 1 then clock_timestamp() end
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) as m (delivery_id, state, wait_ms, error)
where d.delivery_id = m.delivery_id and d.state = 0;
