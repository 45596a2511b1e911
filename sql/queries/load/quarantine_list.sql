-- $1 partition integer or null, $2 offset bigint or null, $3 only those that a replay takes boolean: not replayed yet, and not of a paused source, which resuming sends again
-- -> the messages that were set aside, in order
-- columns: topic partition kafka_offset checksum reason key value message_timestamp quarantined_at relayed_at replayed_at headers
select topic, partition, kafka_offset, checksum, reason, key, value, message_timestamp, quarantined_at, relayed_at,
       replayed_at, headers
from hentra.quarantine
where ($1::integer is null or partition = $1)
  and ($2::bigint is null or kafka_offset = $2)
  and not ($3 and (replayed_at is not null or cause = 4))
order by topic, partition, kafka_offset;
