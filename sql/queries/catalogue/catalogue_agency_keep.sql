-- $1 names of the file's columns text[] -> in a staged version that exists, what the file has no column for is as it is
update catalogue_agency s
set parent = case when 'parent' = any ($1) then s.parent else p.code end,
    province = case when 'province' = any ($1) then s.province else v.province end,
    successor = case when 'successor' = any ($1) then s.successor else u.code end,
    vertical = case when 'vertical' = any ($1) then s.vertical else v.vertical::integer end
from hentra.agency m
join hentra.agency_version v on v.agency_id = m.agency_id
left join hentra.agency p on p.agency_id = v.parent_id
left join hentra.agency u on u.agency_id = v.successor_id
where m.code = s.code and v.valid_from = coalesce(s.valid_from, '-infinity');
