-- $1 position_id integer, $2 day date -> from now on flows of this shard may be dated up to that day
update hentra.position
set flows_until = $2
where position_id = $1;
