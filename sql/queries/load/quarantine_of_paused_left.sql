-- $1 source_id integer, $2 set aside before timestamptz -> how many messages are left that were set aside while the source was paused, and its code
-- columns: messages code
select (select count(*) from hentra.quarantine
        where source_id = $1 and cause = 4 and replayed_at is null and quarantined_at < $2) as messages,
       s.code
from hentra.source s
where s.source_id = $1;
