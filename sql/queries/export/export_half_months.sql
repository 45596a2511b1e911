-- $1 horizon bigint -> each half month that has rows of flows: how many by day, how many by procedure, and whether one was written since the horizon
-- columns: half_month days procedures changed
select half_month, sum(days)::bigint as days, sum(procedures)::bigint as procedures, $1::bigint is null or bool_or(changed) as changed
from (
        select hentra.half_month_of(day) as half_month, count(*) as days, 0 as procedures, bool_or(hentra.written_since(xmin, $1)) as changed
        from hentra.flow_day group by 1
        union all
        select half_month, 0, count(*), bool_or(hentra.written_since(xmin, $1))
        from hentra.flow_half_month group by 1
) f
group by half_month
order by half_month;
