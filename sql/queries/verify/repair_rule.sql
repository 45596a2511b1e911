-- $1 rule_version integer, $2 rule_fingerprint bigint -> the warehouse works by these rules from now on
update hentra.warehouse set rule_version = $1, rule_fingerprint = $2;
