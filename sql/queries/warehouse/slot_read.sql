-- no parameters -> slots of subscribers that nobody reads, or that have lost, or are about to lose, what is kept for them
-- columns: slot wal_status kept_bytes active
select slot, wal_status, coalesce(kept_bytes, 0) as kept_bytes, active
from hentra.slot_health
where not active or wal_status in ('unreserved', 'lost')
order by slot;
