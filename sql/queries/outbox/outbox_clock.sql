-- The time before outbox_snapshot is asked, never behind it: on a standby up to which it has replayed; null: nothing yet.
-- columns: at standby
select case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() else clock_timestamp() end as at, pg_is_in_recovery() as standby
