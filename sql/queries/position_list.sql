-- $1 topic text -> partition integer, next_offset bigint of every partition
select partition, next_offset
from hentra.position
where topic = $1
order by partition;
