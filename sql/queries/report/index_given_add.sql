-- $1 item text, $2 unit text, $3 first day date, $4 last day date, $5 numerator bigint (-1: counted), $6 denominator bigint (-1:
-- counted), $7 source text -> its number, and what was active before
-- columns: given_id had_before numerator_before denominator_before
with before as (
        select given_id, numerator, denominator
        from hentra.index_given_standing
        where item = $1 and unit = $2 and first_day = $3 and last_day = $4 and num_nonnulls(numerator, denominator) > 0),
added as (
        insert into hentra.index_given (item, unit, first_day, last_day, numerator, denominator, source)
        values ($1, $2, $3, $4, nullif($5::bigint, -1), nullif($6::bigint, -1), $7)
        returning given_id)
select a.given_id, b.given_id is not null as had_before, b.numerator as numerator_before, b.denominator as denominator_before
from added a
left join before b on true;
