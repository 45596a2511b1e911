-- no parameters -> adds up one stale half month for form 06; boolean: there was one
-- columns: made
select hentra.form06_sum() is not null as made;
