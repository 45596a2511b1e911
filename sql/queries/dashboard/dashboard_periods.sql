-- $1 now timestamptz -> the periods that have begun and have any flow, the newest first, as JSON
-- columns: body
with span as materialized (
        select min(day) as first, least(max(day), hentra.local_day($1)) as last from hentra.flow_day where day > '1990-01-01')
select coalesce(json_agg(json_build_object('code', p.period, 'calendar', p.calendar, 'kind', p.kind, 'first', p.first_day, 'last', p.last_day)
                         order by p.last_day desc, p.first_day, p.period), '[]')::text as body
from span
join hentra.period p on p.first_day <= span.last and p.last_day >= span.first;
