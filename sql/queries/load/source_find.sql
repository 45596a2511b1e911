-- no parameters -> every source, and its pause that was not resumed: source_id, code, when, by whom and why it was paused (null: it is not)
-- columns: source_id code paused_at paused_by reason
select s.source_id, s.code, p.paused_at, p.paused_by, p.reason
from hentra.source s
left join hentra.source_pause p on p.source_id = s.source_id and p.resumed_at is null
order by s.code collate "C";
