-- $1 at timestamptz -> sources that are neither paused nor known to be silent, and by which rule they may be: floor in minutes, factor in hundredths, and since when they are silent, which is longer ago than the floor: they were heard last, or their last pause ended
-- columns: source_id rule_id floor factor start_mark silent_since
select s.source_id, r.rule_id, r.offsets[1] as floor, (r.factor * 100)::integer as factor, r.start_mark, quiet.since as silent_since
from hentra.alert_rule r
cross join hentra.source s
-- The last day of the source, by the end of the index.
cross join lateral (
        select max(d.last_heard_at) as heard_at
        from hentra.source_day d
        where d.source_id = s.source_id
          and d.day = (select l.day from hentra.source_day l where l.source_id = s.source_id order by l.day desc limit 1)
        offset 0) last
-- Nobody has listened to it while it was paused; what was set aside came before the end of the pause. An end by another clock is none.
cross join lateral (
        select greatest(last.heard_at, max(least(p.until, p.resumed_at))) as since
        from hentra.source_pause p
        where p.source_id = s.source_id and least(p.until, p.resumed_at) <= $1
        offset 0) quiet
where r.enabled and r.kind = 4 and last.heard_at is not null and quiet.since < $1::timestamptz - r.offsets[1] * interval '1 minute'
  and not exists (
       select from hentra.source_pause p
       where p.source_id = s.source_id and p.resumed_at is null and (p.until is null or p.until > $1))
  and not exists (
       select from hentra.alert a
       where a.source_id = s.source_id and a.rule_id = r.rule_id and a.transition % 2 = 1)
order by s.source_id, r.rule_id;
