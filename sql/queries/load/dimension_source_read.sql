-- no parameters -> every known code text and its source_id integer
select code, source_id from hentra.source;
