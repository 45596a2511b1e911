-- no parameters -> deletes the staged affixes that are not used any more
delete from hentra.agency_affix a
using (select distinct on (place, hentra.agency_name_fold(affix)) place, hentra.agency_name_fold(affix) as affix, coalesce(used, 1) as used
      from catalogue_affix order by place, hentra.agency_name_fold(affix), line desc) s
where s.place = a.place and s.affix = a.affix and s.used = 0;
