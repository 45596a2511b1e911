-- Which transactions are over, and when that was: on a standby the time up to which it has replayed.
-- columns: oldest next at standby
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next,
       coalesce(case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() end, clock_timestamp()) as at,
       pg_is_in_recovery() as standby
