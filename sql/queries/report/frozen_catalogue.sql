-- -> digest of what reports take from people, as the caller's snapshot has it
-- columns: digest
select hentra.catalogue_digest() as digest;
