-- $1 any range boolean, else $2 first day date, $3 last day date; $4 unit text (null: any), $5 all that was ever given boolean -> what was given
-- columns: given_id item unit first_day last_day numerator denominator source given_at given_by stands
select g.given_id, g.item, g.unit, g.first_day, g.last_day, g.numerator, g.denominator, g.source, g.given_at, g.given_by,
       s.given_id is not null as stands
from hentra.index_given g
left join hentra.index_given_standing s using (given_id)
where ($1::boolean or g.first_day = $2 and g.last_day = $3) and ($4::text is null or g.unit = $4)
  and ($5::boolean or s.given_id is not null and num_nonnulls(g.numerator, g.denominator) > 0)
order by g.first_day, g.last_day, g.unit, g.item, g.given_id;
