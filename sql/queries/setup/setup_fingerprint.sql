-- $1 rule_fingerprint bigint -> nothing; for a warehouse that was set up before there were fingerprints
update hentra.warehouse set rule_fingerprint = $1 where rule_fingerprint is null;
