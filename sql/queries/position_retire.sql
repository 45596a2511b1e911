-- $1 topic text, $2 partitions that the topic has integer -> the positions of those that no longer exist are retired, one row each
update hentra.position
set retired_at = now()
where topic = $1 and partition >= $2 and retired_at is null;
