-- no parameters -> the staged aliases, added or corrected; equal ones are left alone
merge into hentra.agency_alias a
using (select s.system, coalesce(s.source, '') as source, s.alias, coalesce(s.valid_from, '-infinity') as valid_from,
              coalesce(s.valid_to, 'infinity') as valid_to, m.agency_id
       from catalogue_alias s
       join hentra.agency m on m.code = s.agency) s
on (a.system, a.source, a.alias, a.valid_from) = (s.system, s.source, s.alias, s.valid_from)
when matched and (a.valid_to, a.agency_id) <> (s.valid_to, s.agency_id)
        then update set valid_to = s.valid_to, agency_id = s.agency_id
when not matched
        then insert (system, source, alias, valid_from, valid_to, agency_id)
             values (s.system, s.source, s.alias, s.valid_from, s.valid_to, s.agency_id);
