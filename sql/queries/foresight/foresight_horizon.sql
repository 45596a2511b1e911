-- no parameters -> the oldest transaction that may still write: what others write from now on has this number or a later one; and who goes by which calendar
-- columns: horizon agency_calendars
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon, hentra.agency_calendars() as agency_calendars;
