-- $1 names of the file's columns text[] -> in a staged version that exists, what the file has no column for is as it is;
-- without valid_from the only version of a member is meant
update catalogue_agency s
set parent = case when 'parent' = any ($1) then s.parent else p.code end,
    province = case when 'province' = any ($1) then s.province else v.province end,
    successor = case when 'successor' = any ($1) then s.successor else u.code end,
    vertical = case when 'vertical' = any ($1) then s.vertical else v.vertical::integer end,
    valid_from = nullif(v.valid_from, '-infinity'),
    valid_to = case when 'valid_to' = any ($1) then s.valid_to else nullif(v.valid_to, 'infinity') end
from hentra.agency m
join hentra.agency_version v on v.agency_id = m.agency_id
left join hentra.agency p on p.agency_id = v.parent_id
left join hentra.agency u on u.agency_id = v.successor_id
where m.code = s.code
  and case when 'valid_from' = any ($1) then v.valid_from = coalesce(s.valid_from, '-infinity')
           else not exists (select from hentra.agency_version o where o.agency_id = v.agency_id and o.valid_from <> v.valid_from) end;
