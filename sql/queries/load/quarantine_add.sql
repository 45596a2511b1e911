-- $1 topic text, $2 partition integer, $3 offset bigint, $4 checksum bigint, $5 reason text, $6 key bytea, $7 value bytea, $8 timestamp timestamptz, $9 headers bytea, $10 source_id integer, $11 cause integer
insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, key, value, message_timestamp, headers, source_id, cause)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict do nothing;
