-- alerts cleared before $1, deliveries done before $2, quarantine done with before $3 timestamptz (null: kept) -> a run begins
-- columns: run_id
insert into hentra.prune_run (alerts_before, deliveries_before, quarantine_before) values ($1, $2, $3)
returning run_id;
