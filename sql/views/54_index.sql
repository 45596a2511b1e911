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
        with recursive last as materialized (
                select distinct on (s.agency_id) s.*, s.valid_to > index_units.day as stands
                from hentra.agency_said s
                where s.valid_from <= index_units.day
                order by s.agency_id, s.valid_from desc),
        -- The next step of agency_province(), which many agencies share: it is asked once for all of them.
        step as materialized (
                select l.agency_id, l.province,
                       case when l.member_id <> l.agency_id then l.member_id::text
                            when not l.stands and l.successor_id is not null then l.successor_id::text
                            else coalesce(' ' || l.province, coalesce(l.parent_id, l.agency_id)::text) end as next
                from last l),
        told as materialized (
                select s.next, hentra.agency_province(case when s.next like ' %' then s.agency_id else s.next::integer end, index_units.day) as province
                from (select next, min(agency_id) as agency_id from step group by next) s),
        member as materialized (
                select a.agency_id, coalesce(v.member_id, a.agency_id) as member_id, a.code, a.inferred, v.name, v.parent_id,
                       coalesce(v.vertical, false) as vertical, coalesce(v.level, c.level, 0::smallint) as level,
                       -- The top of a line of parents may be a unit that is no province.
                       coalesce(case when s.province is not null or t.province ~ '^[HG][0-9]{2}$' then t.province end,
                                substring(a.code from '(?:^|\.)([HG][0-9]{2})(?:\.|$)'), '') as province,
                       a.code ~ '^(000\.00\.00\.)?[HG][0-9]{2}$' as is_province
                from hentra.agency a
                left join last v on v.agency_id = a.agency_id and v.stands
                left join hentra.agency_level_claim c on c.agency_id = a.agency_id
                left join step s on s.agency_id = a.agency_id
                left join told t on t.next = s.next),
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
comment on function hentra.index_units is 'Each agency with the unit of index 766 that it is counted at by the catalogue of a local day: the topmost agency above it below the province itself; of a commune, the topmost commune, also below a district. A code or name that leads to another agency on that day (agency_said) is counted as that one. kind: 0 the province''s own agency, 1 department, 2 district, 3 commune, 4 unknown. province: by the catalogue (agency_province), else by the code, else empty.';
