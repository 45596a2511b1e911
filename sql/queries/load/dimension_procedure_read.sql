-- no parameters -> every known code text and its procedure_id integer
select code, procedure_id from hentra.procedure;
