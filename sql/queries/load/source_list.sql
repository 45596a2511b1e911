-- no parameters -> every source, as view source_health has it: lag in seconds, constant flags as one text
-- columns: source first_heard_at last_heard_at last_observed_at last_stated_at dossiers events events_today events_7_days lag_s usual_minutes silent_since rejected refused set_aside constant_flags paused pause_reason paused_at paused_by paused_until
select source, first_heard_at, last_heard_at, last_observed_at, last_stated_at, dossiers, events, events_today, events_7_days,
       extract(epoch from lag)::bigint as lag_s, usual_minutes, silent_since, rejected, refused, set_aside,
       array_to_string(constant_flags, ' ') as constant_flags, paused, pause_reason, paused_at, paused_by, paused_until
from hentra.source_health
order by source collate "C";
