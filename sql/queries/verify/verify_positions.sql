-- no parameters -> topic, partition, next_offset, last_offset, last_checksum of every position that is not retired
-- columns: topic partition next_offset last_offset last_checksum
select topic, partition, next_offset, last_offset, last_checksum
from hentra.position
where retired_at is null
order by topic, partition;
