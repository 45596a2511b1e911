-- $1 codes text[] -> code text and source_id integer of those that are there
select code, source_id from hentra.source where code = any ($1);
