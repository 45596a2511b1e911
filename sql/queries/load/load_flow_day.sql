-- $1 rows hentra.flow_day[], sorted by key -> adds them to what is there
select hentra.flow_day_add($1::hentra.flow_day[]);
