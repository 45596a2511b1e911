-- $1 topic text, $2 partition integer, $3 offset bigint, $4 checksum bigint, $5 also where it was before boolean -> marks the row as given to the loader again
update hentra.quarantine
set replayed_at = now()
where topic = $1 and partition = $2 and kafka_offset = $3 and checksum = $4 and ($5 or replayed_at is null);
