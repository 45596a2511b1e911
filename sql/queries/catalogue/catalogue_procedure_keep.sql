-- $1 names of the file's columns text[] -> in a staged version that exists, what the file has no column for is as it is;
-- without valid_from the only version of a member is meant
update catalogue_procedure s
set field = case when 'field' = any ($1) then s.field else f.code end,
    service = case when 'service' = any ($1) then s.service else v.service end,
    statutory_minutes = case when 'statutory_minutes' = any ($1) then s.statutory_minutes else v.statutory_minutes end,
    has_fee = case when 'has_fee' = any ($1) then s.has_fee else v.has_fee::integer end,
    fee_online = case when 'fee_online' = any ($1) then s.fee_online else v.fee_online::integer end,
    returns_paper = case when 'returns_paper' = any ($1) then s.returns_paper else v.returns_paper::integer end,
    duration = case when 'duration' = any ($1) then s.duration else v.duration end,
    duration_unit = case when 'duration_unit' = any ($1) then s.duration_unit else v.duration_unit end,
    valid_from = nullif(v.valid_from, '-infinity'),
    valid_to = case when 'valid_to' = any ($1) then s.valid_to else nullif(v.valid_to, 'infinity') end
from hentra.procedure m
join hentra.procedure_version v on v.procedure_id = m.procedure_id
left join hentra.field f on f.field_id = v.field_id
where m.code = s.code
  and case when 'valid_from' = any ($1) then v.valid_from = coalesce(s.valid_from, '-infinity')
           else not exists (select from hentra.procedure_version o where o.procedure_id = v.procedure_id and o.valid_from <> v.valid_from) end;
