-- $1 topic text -> every partition, in order of number
-- columns: partition next_offset
select partition, next_offset
from hentra.position
where topic = $1
order by partition;
