-- $1 codes text[] -> code text and agency_id integer of those that are there
select code, agency_id from hentra.agency where code = any ($1);
