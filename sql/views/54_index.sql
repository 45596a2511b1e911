-- The arithmetic of index 766 (QD 766/QD-TTg), as consumers/report/index/score.h has it, for analysts. In numeric and by div(), which is
-- exact: a division that is rounded twice may turn 0.0049999 into a tie.

create function hentra.index_percent(numerator bigint, denominator bigint) returns numeric language sql immutable strict parallel safe
return case when denominator > 0
            then round(div(20000::numeric * numerator + denominator, 2::numeric * denominator) / 100, 2) end;
comment on function hentra.index_percent is 'Percent of index 766: 100 * numerator / denominator to two places, half up; null: the denominator is 0.';

create function hentra.index_score(points numeric, percent numeric, target numeric default 100) returns numeric
language sql immutable strict parallel safe
return round(case when percent >= target then points
                  else div(200 * points * percent + target, 2 * target) / 100 end, 2);
comment on function hentra.index_score is 'Part of a score of index 766: points * min(1, percent / target) to two places, half up. Groups are sums of such parts, the total is the sum of the groups.';

-- Units. The catalogue is asked as all reports ask it: what a code or name leads to on that day, it is.
create function hentra.index_units(day date)
returns table (agency_id integer, unit_id integer, unit text, name text, kind integer, province text, inferred boolean, vertical boolean)
language sql stable parallel safe rows 1000
begin atomic
        with recursive member as (
                select a.agency_id, coalesce(v.member_id, a.agency_id) as member_id, a.code, a.inferred, v.name, v.parent_id,
                       coalesce(v.vertical, false) as vertical, coalesce(v.level, c.level, 0::smallint) as level,
                       coalesce(v.province, substring(a.code from '(?:^|\.)([HG][0-9]{2})(?:\.|$)'), '') as province,
                       a.code ~ '^(000\.00\.00\.)?[HG][0-9]{2}$' as is_province
                from hentra.agency a
                left join hentra.agency_said v
                       on v.agency_id = a.agency_id and index_units.day >= v.valid_from and index_units.day < v.valid_to
                left join hentra.agency_level_claim c on c.agency_id = a.agency_id),
        above as (
                select m.agency_id, m.member_id as place, 0 as depth
                from member m
                union all
                select b.agency_id, p.member_id, b.depth + 1
                from above b
                join member m on m.agency_id = b.place
                join member p on p.agency_id = m.parent_id
                where b.depth < 16),
        chosen as (
                select distinct on (b.agency_id) b.agency_id, b.place
                from above b
                join member m on m.agency_id = b.place
                where not m.is_province or b.depth = 0
                order by b.agency_id, m.level desc, b.depth desc)
        select m.agency_id, u.agency_id, u.code, u.name,
               case when u.is_province then 0 when u.level between 1 and 3 then u.level else 4 end,
               case when u.province <> '' then u.province else m.province end, u.inferred, m.vertical
        from chosen c
        join member m on m.agency_id = c.agency_id
        join member u on u.agency_id = c.place;
end;
comment on function hentra.index_units is 'Each agency with the unit of index 766 that it is counted at by the catalogue of a local day: the topmost agency above it below the province itself; of a commune, the topmost commune, also below a district. A code or name that leads to another agency on that day (agency_said) is counted as that one. kind: 0 the province''s own agency, 1 department, 2 district, 3 commune, 4 unknown. province: by the catalogue, else by the code, else empty.';
