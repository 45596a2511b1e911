-- no parameters -> partitions, quarantine, alert rules and names of webhooks, as JSON
-- columns: body
select json_build_object(
               'partitions', (select coalesce(json_agg(json_build_object('topic', topic, 'partition', partition, 'offset', next_offset,
                                                                         'behind_since', behind_since, 'updated_at', updated_at,
                                                                         'last_at', case when last_timestamp is not null then to_timestamp(last_timestamp / 1000.0) end)
                                                       order by topic, partition), '[]')
                              from hentra.position where retired_at is null),
               'quarantine', (select coalesce(json_agg(json_build_object('source', code, 'cause', cause, 'count', n, 'newest', newest, 'replayed', replayed)
                                                       order by n desc), '[]')
                              from (select s.code, (array['OLDER', 'UNREADABLE', 'REJECTED', 'REFUSED', 'PAUSED'])[q.cause + 1] as cause,
                                           count(*) filter (where q.replayed_at is null) as n, max(q.quarantined_at) as newest,
                                           count(q.replayed_at) as replayed
                                    from hentra.quarantine q
                                    left join hentra.source s using (source_id)
                                    group by s.code, q.cause) k),
               'rules', (select coalesce(json_agg(json_build_object('name', r.name, 'kind', hentra.alert_kind_name(r.kind), 'offsets', r.offsets,
                                                                    'level', case when r.level is not null then hentra.level_name(r.level) end,
                                                                    'agency', a.code, 'enabled', r.enabled)
                                                  order by r.rule_id), '[]')
                         from hentra.alert_rule r
                         left join hentra.agency a using (agency_id)),
               'webhooks', (select coalesce(json_agg(name order by name), '[]') from hentra.alert_webhook where enabled))::text as body;
