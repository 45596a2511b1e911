-- no parameters -> bigint: half months, over by now, whose sums for form 06 are to be made
-- columns: half_months
select count(distinct half_month) as half_months
from hentra.form06_stale
where half_month < hentra.half_month_of(hentra.local_day(current_timestamp));
