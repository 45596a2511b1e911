-- $1 position_id integer, $2 epoch bigint, $3 rule_version integer, $4 from bigint, $5 to bigint, $6 last_offset bigint,
-- $7 last_timestamp bigint, $8 last_checksum bigint, $9 still behind boolean -> one row changed, unless the position is not ours any more
update hentra.position
set next_offset = $5,
    last_offset = coalesce($6, last_offset),
    last_timestamp = coalesce($7, last_timestamp),
    last_checksum = coalesce($8, last_checksum),
    behind_since = case when $9 then coalesce(behind_since, now()) end,
    retired_at = null, -- it is read, whatever another loader was told of the topic
    updated_at = now()
where position_id = $1 and epoch = $2 and rule_version = $3 and next_offset = $4;
