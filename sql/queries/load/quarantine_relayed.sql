-- $1 topic text, $2 partition integer, $3 offset bigint, $4 checksum bigint -> marks the row as sent to the dead-letter topic
update hentra.quarantine
set relayed_at = now()
where topic = $1 and partition = $2 and kafka_offset = $3 and checksum = $4;
