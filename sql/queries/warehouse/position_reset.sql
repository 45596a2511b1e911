-- $1 position_id integer, $2 epoch bigint, $3 offset bigint -> one row changed, unless another worker owns it now
update hentra.position
set next_offset = $3, last_offset = null, last_timestamp = null, last_checksum = null, updated_at = now()
where position_id = $1 and epoch = $2;
