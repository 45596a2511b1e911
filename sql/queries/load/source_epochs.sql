-- no parameters -> no batch that was gathered before can be written any more: loaders take their positions again, in order of number as they lock them
update hentra.position p
set epoch = p.epoch + 1, updated_at = now()
from (select position_id from hentra.position order by position_id for update) own
where p.position_id = own.position_id;
