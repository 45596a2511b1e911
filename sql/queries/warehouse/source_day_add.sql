-- $1 shard integer, $2 bigint[]: for each row, in this order, source_id, day (since 1970), events, dossiers, lag_ms, flags, first_heard_at, last_heard_at, last_observed_at, last_stated_at (microseconds), and three words of 48 slots -> adds them to what the shard has
insert into hentra.source_day as d (source_id, day, shard, events, dossiers, lag_ms, flags, first_heard_at, last_heard_at, last_observed_at,
                                    last_stated_at, slots)
select w.w[i + 1]::integer, date '1970-01-01' + w.w[i + 2]::integer, $1, w.w[i + 3], w.w[i + 4], w.w[i + 5], w.w[i + 6],
       hentra.instant(w.w[i + 7]), hentra.instant(w.w[i + 8]), hentra.instant(w.w[i + 9]), hentra.instant(w.w[i + 10]),
       (w.w[i + 11]::bit(48) || w.w[i + 12]::bit(48) || w.w[i + 13]::bit(48))::bit(144)
from (select $2::bigint[] as w) w
cross join generate_series(0, cardinality(w.w) - 13, 13) as i
on conflict (source_id, day, shard) do update
set events = d.events + excluded.events,
    dossiers = d.dossiers + excluded.dossiers,
    lag_ms = d.lag_ms + excluded.lag_ms,
    flags = d.flags | excluded.flags,
    first_heard_at = least(d.first_heard_at, excluded.first_heard_at),
    last_heard_at = greatest(d.last_heard_at, excluded.last_heard_at),
    last_observed_at = greatest(d.last_observed_at, excluded.last_observed_at),
    last_stated_at = greatest(d.last_stated_at, excluded.last_stated_at),
    slots = d.slots | excluded.slots;
