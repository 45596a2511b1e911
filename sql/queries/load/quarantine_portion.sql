-- $1 partition integer or null, $2 offset bigint or null, $3 only those that were not replayed yet boolean, $4 also those of paused sources boolean, $5 set aside before timestamptz, $6 topic text, $7 partition integer, $8 offset bigint, $9 checksum bigint: the row after which they begin, $10 most integer, $11 most bytes integer, of all but the last -> messages that were set aside, in order
-- columns: topic partition kafka_offset checksum key value headers
select topic, partition, kafka_offset, checksum, key, value, headers
from (select topic, partition, kafka_offset, checksum, key, value, headers,
             sum(coalesce(octet_length(value), 0) + coalesce(octet_length(key), 0) + coalesce(octet_length(headers), 0)) over (order by topic, partition, kafka_offset, checksum rows between unbounded preceding and 1 preceding) as before
      from hentra.quarantine
      where ($1::integer is null or partition = $1)
        and ($2::bigint is null or kafka_offset = $2)
        and not ($3 and replayed_at is not null)
        and ($4 or cause <> 4)
        and quarantined_at < $5
        and (topic, partition, kafka_offset, checksum) > ($6, $7, $8, $9)
      order by topic, partition, kafka_offset, checksum
      limit $10) q
where before is null or before < $11
order by topic, partition, kafka_offset, checksum;
