-- no parameters -> how far the facts have come in each partition
-- columns: position_id next_offset
select position_id, next_offset from hentra.position order by position_id;
