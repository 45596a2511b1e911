-- $1 last local day of the period date -> each agency with the unit of index 766 that it is counted at. A unit is the topmost agency above
-- it below the province itself; of a commune, the topmost commune, also below a district. kind: 0 the province's own agency, 1 department,
-- 2 district, 3 commune, 4 unknown. province: by the catalogue, else by the code, else empty
-- columns: agency_id unit_id unit name kind province inferred vertical
with recursive member as (
        select a.agency_id, a.code, a.inferred, v.name, v.parent_id, coalesce(v.vertical, false) as vertical,
               coalesce(v.level, c.level, 0::smallint) as level,
               coalesce(v.province, substring(a.code from '(?:^|\.)([HG][0-9]{2})(?:\.|$)'), '') as province,
               a.code ~ '^(000\.00\.00\.)?[HG][0-9]{2}$' as is_province
        from hentra.agency a
        left join hentra.agency_version v on v.agency_id = a.agency_id and $1::date >= v.valid_from and $1::date < v.valid_to
        left join hentra.agency_level_claim c on c.agency_id = a.agency_id),
above as (
        select agency_id, agency_id as at, 0 as depth
        from member
        union all
        select b.agency_id, m.parent_id, b.depth + 1
        from above b
        join member m on m.agency_id = b.at
        where m.parent_id is not null and b.depth < 16),
chosen as (
        select distinct on (b.agency_id) b.agency_id, b.at
        from above b
        join member m on m.agency_id = b.at
        where not m.is_province or b.depth = 0
        order by b.agency_id, m.level desc, b.depth desc)
select m.agency_id, u.agency_id as unit_id, u.code as unit, u.name,
       case when u.is_province then 0 when u.level = 1 then 1 when u.level = 2 then 2 when u.level = 3 then 3 else 4 end as kind,
       case when u.province <> '' then u.province else m.province end as province, u.inferred, m.vertical
from chosen c
join member m on m.agency_id = c.agency_id
join member u on u.agency_id = c.at
order by m.agency_id;
