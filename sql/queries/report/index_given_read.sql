-- $1 first day date, $2 last day date, $3 known at timestamptz (null: now) -> of the figures that had been given by then for exactly this
-- range, those given last
-- columns: item unit numerator denominator
select item, unit, numerator, denominator
from (select distinct on (item, unit) item, unit, numerator, denominator
      from hentra.index_given
      where first_day = $1 and last_day = $2 and given_at <= coalesce($3::timestamptz, 'infinity')
      order by item, unit, given_id desc) g
where num_nonnulls(numerator, denominator) > 0
order by item, unit;
