-- no parameters -> what has no stand-in for form 06's sums gets one; boolean: nobody else is at it
-- columns: ours
select hentra.form06_group() as ours;
