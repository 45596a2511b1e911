-- no parameters -> flags that a source always says alike (view source_health), of those that index 766 counts
-- columns: source_id source flag value
select s.source_id, h.source, split_part(f.said, '=', 1) as flag, split_part(f.said, '=', 2) as value
from hentra.source_health h
join hentra.source s on s.code = h.source
cross join unnest(h.constant_flags) as f (said)
where split_part(f.said, '=', 1) not in ('channel', 'return_channel')
order by h.source, flag;
