-- $1 half months as days since 1970 integer[] -> flows by day of these half months; the columns are those of the file
select f.* from hentra.flow_day_export f
where f.half_month in (select date '1970-01-01' + n from unnest($1::integer[]) as n);
