-- $1 most rows integer, $2 most bytes integer, of all but the last -> rows not sent to the dead-letter topic yet
-- columns: topic partition kafka_offset checksum reason key value headers
select topic, partition, kafka_offset, checksum, reason, key, value, headers
from (select topic, partition, kafka_offset, checksum, reason, key, value, headers,
             sum(coalesce(octet_length(value), 0) + coalesce(octet_length(key), 0) + coalesce(octet_length(headers), 0)) over (order by topic, partition, kafka_offset rows between unbounded preceding and 1 preceding) as before
      from hentra.quarantine
      where relayed_at is null and cause <> 4
      order by topic, partition, kafka_offset
      limit $1) q
where before is null or before < $2
order by topic, partition, kafka_offset;
