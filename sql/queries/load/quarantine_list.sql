-- $1 partition integer or null, $2 offset bigint or null, $3 only those that were not replayed yet boolean, $4 also those of paused sources, which resuming sends again boolean, $5 with key and value (else null) boolean -> the messages that were set aside, in order
-- columns: topic partition kafka_offset checksum reason bytes key value message_timestamp quarantined_at relayed_at replayed_at headers
select topic, partition, kafka_offset, checksum, reason, octet_length(value) as bytes, case when $5 then key end as key,
       case when $5 then value end as value, message_timestamp, quarantined_at, relayed_at, replayed_at, headers
from hentra.quarantine
where ($1::integer is null or partition = $1)
  and ($2::bigint is null or kafka_offset = $2)
  and not ($3 and replayed_at is not null)
  and ($4 or cause <> 4)
order by topic, partition, kafka_offset;
