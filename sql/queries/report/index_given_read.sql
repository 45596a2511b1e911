-- $1 first day date, $2 last day date -> what stands of the figures that were given for exactly this range
-- columns: item unit numerator denominator
select item, unit, numerator, denominator
from hentra.index_given_standing
where first_day = $1 and last_day = $2 and num_nonnulls(numerator, denominator) > 0
order by item, unit;
