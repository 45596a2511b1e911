-- $1 codes text[] -> code text and field_id integer of those that are there
select code, field_id from hentra.field where code = any ($1);
