-- $1 rule_version integer -> the warehouse works by these rules from now on
update hentra.warehouse set rule_version = $1;
