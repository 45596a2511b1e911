-- no parameters -> one row; held until the transaction ends: no agency is added meanwhile, so that each is matched
-- either by what is imported or by this import
select pg_advisory_xact_lock(hashtext('hentra.agency_alias'));
