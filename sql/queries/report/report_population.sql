-- $1 flows as gathered_flow[] -> dossiers received by vertical agencies bigint, any flow is theirs boolean, number of
-- inferred agencies bigint
-- columns: vertical_received vertical inferred
select coalesce(sum(f.received) filter (where v.vertical and not f.before), 0)::bigint as vertical_received,
       coalesce(bool_or(v.vertical), false) as vertical, count(distinct a.agency_id) filter (where a.inferred) as inferred
from unnest($1::hentra.gathered_flow[]) f
join hentra.agency a using (agency_id)
left join hentra.agency_version v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to;
