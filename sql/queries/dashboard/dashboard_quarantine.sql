-- $1 at most text (null: 100), $2 without the first text (null: none) -> messages that were set aside, those first that were not replayed, the newest first, as JSON
-- columns: body
select coalesce(json_agg(json_build_object('topic', q.topic, 'partition', q.partition, 'offset', q.kafka_offset, 'source', s.code,
                                           'cause', (array['OLDER', 'UNREADABLE', 'REJECTED', 'REFUSED', 'PAUSED'])[q.cause + 1],
                                           'reason', q.reason, 'at', q.quarantined_at, 'replayed_at', q.replayed_at)
                         order by q.replayed_at is not null, q.quarantined_at desc, q.topic, q.partition, q.kafka_offset desc), '[]')::text as body
from (select topic, partition, kafka_offset, source_id, cause, reason, quarantined_at, replayed_at
      from hentra.quarantine
      order by replayed_at is not null, quarantined_at desc, topic, partition, kafka_offset desc
      limit least(coalesce($1, '100')::bigint, 1000) offset coalesce($2, '0')::bigint) q
left join hentra.source s using (source_id);
