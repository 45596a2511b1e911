-- $1 zone text, $2 rule_version integer -> nothing
insert into hentra.warehouse (zone, rule_version) values ($1, $2);
