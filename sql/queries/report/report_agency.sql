-- $1 code or name text, $2 first day, $3 last day, $4 day to whose agencies all is restated date (null: as it was) -> what the word leads to on
-- the days of the range, or restated on that day alone: the codes of the agencies of the catalogue, null where there is none; the number of one
-- of them, and how many they are; whether a code or a name is known at all, and only from events; restated, of one that is over, the code of who
-- took over
-- columns: agency_id codes n known inferred taken_over
with own as materialized (select agency_id, inferred from hentra.agency where code = $1),
day as (
        select $4::date as day where $4 is not null
        union
        select unnest(hentra.catalogue_days($2, $3)) where $4 is null
        union
        select valid_from from hentra.agency_alias where $4 is null and valid_from > $2 and valid_from <= $3),
named as materialized (
        select d.day, hentra.agency_member(o.agency_id, d.day) as agency_id
        from day d
        cross join own o
        union
        -- A word that no event has brought: an alias, or a name.
        select d.day, hentra.agency_member(n.agency_id, d.day)
        from day d
        cross join lateral hentra.agency_named($1, d.day) as n (agency_id)
        where not exists (select from own)),
led as (
        select distinct coalesce(case when $4 is not null and a.inferred then hentra.agency_continued(n.agency_id, $4) end, n.agency_id) as agency_id
        from named n
        join hentra.agency a using (agency_id)
        where $4 is not null
           or exists (select from hentra.agency_version v where v.agency_id = n.agency_id and n.day >= v.valid_from and n.day < v.valid_to)),
agency as (
        select l.agency_id, a.code, nullif(hentra.agency_continued(l.agency_id, $4), l.agency_id) as successor_id
        from led l
        join hentra.agency a using (agency_id)
        where $4 is null or exists (select from hentra.agency_version v where v.agency_id = l.agency_id and v.valid_from <= $4))
select (select min(agency_id) from agency) as agency_id, (select string_agg(code, ', ' order by code) from agency) as codes,
       (select count(*) from agency) as n, exists (select from own) or exists (select from hentra.agency_named($1, null)) as known,
       coalesce((select inferred from own), false) as inferred,
       (select max(c.code) from agency s join hentra.agency c on c.agency_id = s.successor_id) as taken_over;
