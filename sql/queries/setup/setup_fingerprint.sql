-- $1 rule_fingerprint bigint -> nothing; of a warehouse that was set up before there was one
update hentra.warehouse set rule_fingerprint = $1 where rule_fingerprint is null;
