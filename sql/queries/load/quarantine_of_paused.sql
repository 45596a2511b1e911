-- $1 source_id integer, $2 set aside before timestamptz, $3 topic text, $4 partition integer, $5 offset bigint, $6 checksum bigint: the row after which they begin, $7 most integer, $8 most bytes integer, of all but the last -> messages that were set aside while the source was paused, and not sent again, in order
-- columns: topic partition kafka_offset checksum key value headers
select topic, partition, kafka_offset, checksum, key, value, headers
from (select topic, partition, kafka_offset, checksum, key, value, headers,
             sum(coalesce(octet_length(value), 0) + coalesce(octet_length(key), 0) + coalesce(octet_length(headers), 0)) over (order by topic, partition, kafka_offset, checksum rows between unbounded preceding and 1 preceding) as before
      from hentra.quarantine
      where source_id = $1 and cause = 4 and replayed_at is null and quarantined_at < $2
        and (topic, partition, kafka_offset, checksum) > ($3, $4, $5, $6)
      order by topic, partition, kafka_offset, checksum
      limit $7) q
where before is null or before < $8
order by topic, partition, kafka_offset, checksum;
