-- $1 topic text, $2 partition integer -> the row under a new epoch
-- columns: position_id next_offset epoch rule_version last_offset last_timestamp last_checksum flows_until
update hentra.position
set epoch = epoch + 1, retired_at = null, updated_at = now()
where topic = $1 and partition = $2
returning position_id, next_offset, epoch, rule_version, last_offset, last_timestamp, last_checksum, flows_until;
