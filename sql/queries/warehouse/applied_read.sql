-- $1 name text -> no row: never applied
-- columns: fingerprint
select fingerprint from hentra.script where name = $1;
