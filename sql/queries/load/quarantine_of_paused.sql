-- $1 source_id integer, $2 most integer -> messages that were set aside while the source was paused, and not sent again, in order
-- columns: topic partition kafka_offset checksum key value headers
select topic, partition, kafka_offset, checksum, key, value, headers
from hentra.quarantine
where source_id = $1 and cause = 4 and replayed_at is null
order by topic, partition, kafka_offset
limit $2;
