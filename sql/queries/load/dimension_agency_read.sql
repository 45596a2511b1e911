-- no parameters -> every known code text and its agency_id integer
select code, agency_id from hentra.agency;
