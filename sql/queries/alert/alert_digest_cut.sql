-- $1 delivery_id bigint, $2 its alerts, the first half, bigint[], $3 the second half bigint[] -> a digest, or a part of one, that is too large for its receiver waits as two; parts: of how many
-- columns: parts
with first as (
        update hentra.alert_delivery
        set part = 2 * part - 1, parts = 2 * parts, alerts = $2, attempts = 0, next_attempt_at = clock_timestamp(), last_error = null
        where delivery_id = $1 and state = 0
        returning webhook_id, digest_day, agency_id, digest_number, part, parts)
insert into hentra.alert_delivery (webhook_id, digest_day, agency_id, digest_number, part, parts, alerts)
select webhook_id, digest_day, agency_id, digest_number, part + 1, parts, $3
from first
returning parts;
