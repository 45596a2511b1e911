-- $1 zone text -> boolean: the server knows this zone
select exists (select from pg_timezone_names where name = $1);
