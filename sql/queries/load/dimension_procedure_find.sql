-- $1 codes text[] -> code text and procedure_id integer of those that are there
select code, procedure_id from hentra.procedure where code = any ($1);
