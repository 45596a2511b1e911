-- no parameters -> line integer of the first row with a duration and no unit of it, or the reverse; no row: there is none
-- columns: line
select line from catalogue_procedure where (duration is null) <> (duration_unit is null) order by line limit 1;
