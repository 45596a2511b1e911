-- $1 zone text, $2 rule_version integer, $3 rule_fingerprint bigint -> nothing
insert into hentra.warehouse (zone, rule_version, rule_fingerprint) values ($1, $2, $3);
