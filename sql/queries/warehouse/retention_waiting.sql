-- no parameters -> for how many seconds the oldest message has waited that the topic of alerts, and the dead-letter topic, have not had; null: none waits
-- columns: alert dead_letter
select extract(epoch from now() - (select min(t.at) from hentra.alert_transition t
                                   where t.published_at is null and t.refused_at is null))::bigint as alert,
       extract(epoch from now() - (select min(q.quarantined_at) from hentra.quarantine q
                                   where q.relayed_at is null and q.cause <> 4))::bigint as dead_letter;
