-- no parameters -> one row; held until the session ends, so that two setups follow each other
select pg_advisory_lock(hashtext('hentra.setup'));
