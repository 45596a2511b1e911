-- $1 source_id integer -> whether the source is paused now, and its code
-- columns: paused code
select exists (select from hentra.source_pause p
               where p.source_id = s.source_id and p.resumed_at is null and (p.until is null or p.until > now())) as paused,
       s.code
from hentra.source s
where s.source_id = $1;
