-- $1 names of the file's columns text[] -> in a staged version that exists, what the file has no column for is as it is;
-- without valid_from the only version of an alias is meant. An alias that is taken away needs no days
update catalogue_alias s
set agency = case when 'agency' = any ($1) then s.agency else m.code end,
    valid_from = nullif(a.valid_from, '-infinity'),
    valid_to = case when 'valid_to' = any ($1) then s.valid_to else nullif(a.valid_to, 'infinity') end
from hentra.agency_alias a
join hentra.agency m using (agency_id)
where (a.alias, a.system, a.source) = (s.alias, s.system, coalesce(s.source, '')) and (s.agency is not null or 'agency' <> all ($1))
  and case when 'valid_from' = any ($1) then a.valid_from = coalesce(s.valid_from, '-infinity')
           else not exists (select from hentra.agency_alias o where (o.alias, o.system, o.source) = (a.alias, a.system, a.source) and o.valid_from <> a.valid_from) end;
