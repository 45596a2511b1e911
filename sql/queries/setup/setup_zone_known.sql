-- $1 zone text -> boolean: the server knows this zone
-- columns: known
select exists (select from pg_timezone_names where name = $1) as known;
