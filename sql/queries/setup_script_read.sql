-- $1 name text -> fingerprint bigint; no row: never applied
select fingerprint from hentra.script where name = $1;
