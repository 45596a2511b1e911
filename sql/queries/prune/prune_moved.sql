-- $1 run_id integer; deleted by a portion of it: $2 alerts, $3 transitions, $4 deliveries, $5 messages of the quarantine, $6 bytes bigint; $7 it is the last boolean
update hentra.prune_run
set alerts = alerts + $2, transitions = transitions + $3, deliveries = deliveries + $4, quarantine = quarantine + $5, bytes = bytes + $6,
    moved_at = clock_timestamp(), ended_at = case when $7 then clock_timestamp() end
where run_id = $1;
