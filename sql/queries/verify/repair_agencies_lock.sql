-- no parameters -> one row; held until the transaction ends, as by an import of a catalogue
select pg_advisory_xact_lock(hashtext('hentra.agency_alias'));
