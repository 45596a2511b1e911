-- no parameters -> what the staged rows change, a row for each, as catalogue_agency_diff; code: the affix
-- columns: what code since column before after
select case when a.affix is null then 'ADD' else 'DELETE' end as what, s.affix as code, null::text as since, 'place' as column,
       case when a.affix is not null then hentra.affix_place_name(s.place) end as before,
       case when a.affix is null then hentra.affix_place_name(s.place) end as after
from (select distinct on (place, hentra.agency_name_fold(affix)) place, hentra.agency_name_fold(affix) as affix, coalesce(used, 1) as used
      from catalogue_affix order by place, hentra.agency_name_fold(affix), line desc) s
left join hentra.agency_affix a using (place, affix)
where (s.used = 1) <> (a.affix is not null)
order by s.affix collate "C", s.place;
