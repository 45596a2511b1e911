-- no parameters -> of each source, how many of its messages were set aside while it was paused, and not sent again; none: no row
-- columns: code messages
select s.code, count(*) as messages
from hentra.quarantine q
join hentra.source s using (source_id)
where q.cause = 4 and q.replayed_at is null
group by s.code
order by s.code collate "C";
