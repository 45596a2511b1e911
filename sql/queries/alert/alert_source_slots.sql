-- $1 source_id integer, $2 days integer -> so many days up to the last one on which the source was heard, in order: which slots of each (source_day.slots)
-- columns: day slots
with last as (
        select l.day from hentra.source_day l where l.source_id = $1 order by l.day desc limit 1)
select d.day, bit_or(d.slots)::text as slots
from last
join hentra.source_day d on d.source_id = $1 and d.day > last.day - $2::integer
group by d.day
order by d.day;
