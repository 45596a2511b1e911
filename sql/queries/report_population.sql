-- no parameters -> of report_flow: received by vertical agencies bigint, whether any flow is theirs boolean, agencies inferred bigint
select coalesce(sum(f.received) filter (where g.vertical and not f.before), 0)::bigint, coalesce(bool_or(g.vertical), false),
       count(distinct a.agency_id) filter (where a.inferred)
from report_flow f
join hentra.agency a using (agency_id)
cross join lateral (select hentra.agency_vertical(f.agency_id, f.day) as vertical) g;
