-- no parameters -> the sources that are paused, also those whose pause has ended by itself: source_id, code, until (null: until it is resumed)
-- columns: source_id code until
select p.source_id, s.code, p.until
from hentra.source_pause p
join hentra.source s using (source_id)
where p.resumed_at is null
order by p.source_id;
