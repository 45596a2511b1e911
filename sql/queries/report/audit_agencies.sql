-- $1 code of an agency or a province text, $2 first local day date, $3 last local day date -> codes of the agencies that it stands for on
-- some day of these, as reports name them: an agency with all below it on that day, or all of a province (by the catalogue, else by the code);
-- a code or name that leads to another agency on that day is counted as that one
-- columns: code
with recursive day as (
        select $2::date as day
        union
        select d.day
        from hentra.agency_said s
        cross join lateral (values (s.valid_from), (s.valid_to)) d (day)
        where d.day > $2 and d.day <= $3),
said as materialized (
        select d.day, a.agency_id, a.code, coalesce(v.member_id, a.agency_id) as member_id, v.parent_id, v.province
        from day d
        cross join hentra.agency a
        left join hentra.agency_said v on v.agency_id = a.agency_id and d.day >= v.valid_from and d.day < v.valid_to),
below as (
        select day, member_id
        from said
        where $1 in (code, hentra.province_code(code), hentra.province_code(province))
           or province is null and parent_id is null and substring(code from '(?:^|\.)([HG][0-9]{2})(?:\.|$)') = $1
        union
        select v.day, v.member_id
        from below b
        join said p on p.day = b.day and p.member_id = b.member_id
        join said v on v.day = p.day and v.parent_id = p.agency_id)
select distinct a.code
from below b
join hentra.agency a on a.agency_id = b.member_id
order by a.code;
