-- no parameters -> the oldest transaction that may still write: what others write from now on has this number or a later one
-- columns: horizon
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon;
