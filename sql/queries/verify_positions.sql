-- no parameters -> topic, partition, next_offset, last_offset, last_checksum of every position
select topic, partition, next_offset, last_offset, last_checksum
from hentra.position
order by topic, partition;
