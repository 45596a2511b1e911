-- $1 most rows integer -> rows not sent to the dead-letter topic yet
-- columns: topic partition kafka_offset checksum reason key value headers
select topic, partition, kafka_offset, checksum, reason, key, value, headers
from hentra.quarantine
where relayed_at is null and cause <> 4
order by topic, partition, kafka_offset
limit $1;
