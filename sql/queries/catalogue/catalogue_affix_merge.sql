-- no parameters -> the staged affixes that are used, added
insert into hentra.agency_affix (place, affix)
select place, affix
from (select distinct on (place, hentra.agency_name_fold(affix)) place, hentra.agency_name_fold(affix) as affix, coalesce(used, 1) as used
      from catalogue_affix order by place, hentra.agency_name_fold(affix), line desc) s
where s.used = 1
on conflict do nothing;
