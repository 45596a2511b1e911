-- no parameters -> the staged versions, added or corrected; equal ones are left alone
merge into hentra.agency_version v
using (select m.agency_id, coalesce(s.valid_from, '-infinity') as valid_from, coalesce(s.valid_to, 'infinity') as valid_to,
              s.name, s.level, p.agency_id as parent_id, s.province, u.agency_id as successor_id,
              coalesce(s.vertical, 0) = 1 as vertical
       from catalogue_agency s
       join hentra.agency m on m.code = s.code
       left join hentra.agency p on p.code = s.parent
       left join hentra.agency u on u.code = s.successor) s
on v.agency_id = s.agency_id and v.valid_from = s.valid_from
when matched and (v.valid_to, v.name, v.level, v.parent_id, v.province, v.successor_id, v.vertical)
                 is distinct from (s.valid_to, s.name, s.level, s.parent_id, s.province, s.successor_id, s.vertical)
        then update set valid_to = s.valid_to, name = s.name, level = s.level, parent_id = s.parent_id,
                        province = s.province, successor_id = s.successor_id, vertical = s.vertical
when not matched
        then insert (agency_id, valid_from, valid_to, name, level, parent_id, province, successor_id, vertical)
             values (s.agency_id, s.valid_from, s.valid_to, s.name, s.level, s.parent_id, s.province, s.successor_id, s.vertical);
