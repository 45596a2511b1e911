-- $1 rows hentra.flow_half_month[], sorted by key -> adds them to what is there
select hentra.flow_half_month_add($1::hentra.flow_half_month[]);
