-- no parameters -> every known code text and its field_id integer
select code, field_id from hentra.field;
