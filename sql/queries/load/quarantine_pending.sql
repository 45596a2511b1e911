-- $1 partition integer or null, $2 offset bigint or null, $3 only those that were not replayed yet boolean, $4 also those of paused sources boolean -> how many messages are set aside, and an instant behind them all, also where the clock was set back since
-- columns: messages before
select count(*) as messages, greatest(now(), max(quarantined_at)) + interval '1 microsecond' as before
from hentra.quarantine
where ($1::integer is null or partition = $1)
  and ($2::bigint is null or kafka_offset = $2)
  and not ($3 and replayed_at is not null)
  and ($4 or cause <> 4);
