-- How the code or name of an event leads to an agency of the catalogue: agency_spoken is made here.
-- Rule: the catalogue's own versions first; then codes, by agency_alias; then names, by agency_alias and of the catalogue itself, equal but for
-- capitals, spaces and ways to write one letter; then names without their affixes. What leads to two agencies on one day leads to none: events do not
-- say which is meant, and a dossier's code does not say which source wrote it. Nor do they say of which province a name is, unless it has the affix of
-- one: on days on which the catalogue has units of several, a name without leads nowhere.

-- Vietnamese has two ways to place a tone (hòa, hoà; úy, uý). lower() of a database with the locale C leaves Đ alone, so ICU is asked.
do $$
declare
        collation_name constant text := coalesce((select quote_ident(collname) from pg_collation
                                                  where collname in ('und-x-icu', 'pg_c_utf8') and collnamespace = 'pg_catalog'::regnamespace
                                                  order by collname desc limit 1), '"default"');
        folded text := format('lower(normalize(name, NFC) collate %s)', collation_name);
        tone record;
begin
        for tone in select * from (values ('oà', 'òa'), ('oá', 'óa'), ('oả', 'ỏa'), ('oã', 'õa'), ('oạ', 'ọa'), ('oè', 'òe'), ('oé', 'óe'), ('oẻ', 'ỏe'),
                                          ('oẽ', 'õe'), ('oẹ', 'ọe'), ('uỳ', 'ùy'), ('uý', 'úy'), ('uỷ', 'ủy'), ('uỹ', 'ũy'), ('uỵ', 'ụy')) as t (new, old) loop
                folded := format('replace(%s, %L, %L)', folded, tone.new, tone.old);
        end loop;
        execute format($function$
                create or replace function hentra.agency_name_fold(name text) returns text language sql immutable strict parallel safe
                return btrim(regexp_replace(translate(%s, '‐‑‒–—', '-----'), '\s+', ' ', 'g'))
                $function$, folded);
end $$;
comment on function hentra.agency_name_fold is 'The name of an agency as names are compared: small letters, composed, the tone on the first vowel, single spaces, one kind of dash.';

create or replace function hentra.agency_name_bare(folded text) returns text language sql stable strict parallel safe
begin atomic
        select coalesce(nullif(btrim(substr(t.rest, 1 + coalesce((select max(length(a.affix)) from hentra.agency_affix a
                                                                  where a.place = 1 and starts_with(t.rest, a.affix || ' ')), 0)), ' ,-'), ''), folded)
        from (select btrim(left(folded, length(folded) - coalesce((select max(length(a.affix)) from hentra.agency_affix a
                                                                    where a.place = 2 and right(folded, length(a.affix)) = a.affix), 0)), ' ,-') as rest) t;
end;
comment on function hentra.agency_name_bare is 'A folded name without the longest affix at its end and at its beginning; nothing but affixes stays as it is.';

-- By the catalogue's own versions alone, since what codes and names lead to is made of it. A province's own code begins or ends with it.
create or replace function hentra.agency_version_province(agency integer, day date) returns text language plpgsql stable parallel safe as $$
declare
        here integer := agency;
        own text;
        v record;
begin
        for steps in 0 .. 9 loop
                select a.code, c.province, c.parent_id into v
                from hentra.agency a
                left join lateral (select n.province, n.parent_id from hentra.agency_version n
                                   where n.agency_id = a.agency_id
                                   order by day >= n.valid_from and day < n.valid_to desc, n.valid_from desc
                                   limit 1) c on true
                where a.agency_id = here;
                own := coalesce(own, v.code);
                if v.province is not null then
                        return v.province;
                end if;
                exit when v.parent_id is null and (steps > 0 or v.code ~ '^H[0-9]{2}$');
                if v.parent_id is null then
                        return substring(own from '(?:^|[.])(H[0-9]{2})(?:[.]|$)');
                end if;
                here := v.parent_id;
        end loop;
        return v.code;
end $$;
comment on function hentra.agency_version_province is 'Code of the province of an agency of the catalogue on a local day: as it says, else of its parents, else in its own code; null: nobody says.';

create or replace function hentra.agency_name_province(folded text) returns text language sql stable strict parallel safe
begin atomic
        select substring(btrim(right(folded, (select max(length(a.affix)) from hentra.agency_affix a
                                              where a.place = 2 and right(folded, length(a.affix)) = a.affix)), ' ,-')
                         from '^(?:tỉnh|thành phố|tp[.]?) (.+)$');
end;
comment on function hentra.agency_name_province is 'The province that the affix at the end of a folded name names, without the word for it; null: none.';

create or replace function hentra.agency_leads(members integer[]) returns setof hentra.agency_spoken language sql stable parallel safe
begin atomic
        with asked as materialized (
                select a.agency_id, a.code, case when a.code ~ '[^!-~]' then hentra.agency_name_fold(a.code) end as folded
                from hentra.agency a
                where members is null or a.agency_id = any (members)),
        named as materialized (
                select n.agency_id, n.days, n.on_day, n.given, hentra.agency_name_fold(n.name) as folded
                from (select agency_id, name, daterange(valid_from, valid_to) as days, case when valid_from > '-infinity' then valid_from else valid_to - 1 end as on_day,
                             false as given
                      from hentra.agency_version
                      union all
                      select agency_id, alias, daterange(valid_from, valid_to), case when valid_from > '-infinity' then valid_from else valid_to - 1 end, true
                      from hentra.agency_alias where system = 4) n
                where exists (select from asked where folded is not null)),
        by_name as materialized (
                select q.agency_id, 2 as place, n.agency_id as member_id, n.days, n.on_day, n.given, null::text as province
                from asked q
                join named n on n.folded = q.folded
                union all
                select q.agency_id, 3, n.agency_id, n.days, n.on_day, false, q.province
                from (select agency_id, hentra.agency_name_bare(folded) as bare, hentra.agency_name_province(folded) as province
                      from asked where folded is not null) q
                join (select agency_id, days, on_day, hentra.agency_name_bare(folded) as bare from named) n on n.bare = q.bare),
        -- Names repeat from province to province. An alias for the whole name was given on purpose.
        province as materialized (
                select p.code, range_agg(p.days) as days
                from (select coalesce(v.province, hentra.agency_version_province(v.agency_id, case when v.valid_from > '-infinity' then v.valid_from else v.valid_to - 1 end)) as code,
                             daterange(v.valid_from, v.valid_to) as days
                      from hentra.agency_version v
                      where not v.vertical and exists (select from by_name where not given)) p
                where p.code is not null
                group by p.code),
        called as materialized (
                select distinct a.code, regexp_replace(hentra.agency_name_bare(hentra.agency_name_fold(v.name)), '^(?:tỉnh|thành phố|tp[.]?) ', '') as name
                from hentra.agency a
                join hentra.agency_version v using (agency_id)
                where a.code in (select code from province)),
        here as materialized (
                select m.member_id, m.on_day, hentra.agency_version_province(m.member_id, m.on_day) as code
                from (select distinct member_id, on_day from by_name where not given) m),
        -- When a name might be of another province; of a unit whose own nobody knows: when there are several.
        elsewhere as materialized (
                select h.code, (select range_agg(o.days) from province o where o.code <> h.code) as days
                from (select distinct code from here where code is not null) h
                union all
                select null, (select range_agg(o.days * p.days) from province o join province p on p.code > o.code)
                where exists (select from here where code is null)),
        found (agency_id, place, member_id, days) as (
                select q.agency_id, 1, a.agency_id, datemultirange(daterange(a.valid_from, a.valid_to))
                from asked q
                join hentra.agency_alias a on a.alias = q.code and a.system < 4
                union all
                select n.agency_id, n.place, n.member_id,
                       case when n.given or c.name = n.province then datemultirange(n.days)
                            when n.province is not null and c.code is not null then '{}'
                            else datemultirange(n.days) - coalesce(e.days, '{}') end
                from by_name n
                left join here h on not n.given and (h.member_id, h.on_day) = (n.member_id, n.on_day)
                left join elsewhere e on e.code is not distinct from h.code
                left join called c on c.code = h.code and (c.name = n.province or not exists (select from called o where o.code = h.code and o.name = n.province))),
        candidate as materialized (
                select agency_id, place, member_id, range_agg(days) as days
                from found
                where agency_id <> member_id and not isempty(days)
                group by agency_id, place, member_id)
        select c.agency_id, lower(d.days), coalesce(upper(d.days), 'infinity'), c.member_id
        from candidate c
        cross join lateral unnest(
                c.days
                - coalesce((select range_agg(daterange(v.valid_from, v.valid_to)) from hentra.agency_version v where v.agency_id = c.agency_id), '{}')
                - coalesce((select range_agg(o.days) from candidate o
                            where o.agency_id = c.agency_id and (o.place < c.place or o.place = c.place and o.member_id <> c.member_id)), '{}')) as d (days);
end;
comment on function hentra.agency_leads is 'What agency_spoken should hold of these agencies, or of all (null), by the catalogue as it is now.';

-- For some agencies, or for all (null). Imports hold the lock alone while they change what is read here, and whoever adds an agency shares it:
-- so an agency is matched by what was imported before it was there, or the import finds it.
create or replace function hentra.agency_match(members integer[]) returns integer language plpgsql set jit = off as $$
declare
        wanted constant hentra.agency_spoken[] := array(select l from hentra.agency_leads(members) l);
        stale hentra.agency_spoken[];
        missing hentra.agency_spoken[];
begin
        stale := array(select s
                       from hentra.agency_spoken s
                       where (members is null or s.agency_id = any (members))
                         and not exists (select from unnest(wanted) w
                                         where (w.agency_id, w.valid_from, w.valid_to, w.member_id) = (s.agency_id, s.valid_from, s.valid_to, s.member_id)));
        missing := array(select w
                         from unnest(wanted) w
                         where not exists (select from hentra.agency_spoken s
                                           where (w.agency_id, w.valid_from, w.valid_to, w.member_id) = (s.agency_id, s.valid_from, s.valid_to, s.member_id)));
        -- Without rows nothing is said: triggers of the table make reports and alerters look again.
        if cardinality(stale) > 0 then
                delete from hentra.agency_spoken s using unnest(stale) t where (s.agency_id, s.valid_from) = (t.agency_id, t.valid_from);
        end if;
        if cardinality(missing) > 0 then
                insert into hentra.agency_spoken (agency_id, valid_from, valid_to, member_id)
                select agency_id, valid_from, valid_to, member_id from unnest(missing);
        end if;
        return cardinality(stale) + cardinality(missing);
end $$;
comment on function hentra.agency_match is 'Makes agency_spoken anew, for these agencies or for all (null), and gives how many rows that changed.';

-- Before the rows are there: else an import that adds the same code would wait for them, and they for the import.
create or replace function hentra.agency_adding() returns trigger language plpgsql as $$
begin
        perform pg_advisory_xact_lock_shared(hashtext('hentra.agency_alias'));
        return null;
end $$;
comment on function hentra.agency_adding() is 'Trigger: agencies are added before an import of a catalogue, or behind it.';
create or replace trigger adding before insert on hentra.agency for each statement execute function hentra.agency_adding();

create or replace function hentra.agency_added() returns trigger language plpgsql as $$
begin
        if exists (select from made) then
                perform hentra.agency_match(array(select agency_id from made));
        end if;
        return null;
end $$;
comment on function hentra.agency_added() is 'Trigger: a new agency counts for the one that its code or name leads to.';
create or replace trigger added after insert on hentra.agency
        referencing new table as made for each statement execute function hentra.agency_added();

create function hentra.agency_named(word text, day date) returns setof integer language sql stable parallel safe
begin atomic
        with said as (select word, hentra.agency_name_fold(word) as folded, hentra.agency_name_bare(hentra.agency_name_fold(word)) as bare),
        found as (
                select 1 as place, a.agency_id from said join hentra.agency a on a.code = said.word
                union all
                select 2, a.agency_id
                from said
                join hentra.agency_alias a on a.alias = said.word and a.system < 4 and (day is null or day >= a.valid_from and day < a.valid_to)
                union all
                select 3 + (n.folded <> said.folded)::integer, n.agency_id
                from said
                cross join lateral (select agency_id, hentra.agency_name_fold(name) as folded
                                    from (select v.agency_id, v.name, v.valid_from, v.valid_to from hentra.agency_version v
                                          union all
                                          select a.agency_id, a.alias, a.valid_from, a.valid_to from hentra.agency_alias a where a.system = 4) k
                                    where day is null or day >= valid_from and day < valid_to) n
                where n.folded = said.folded or hentra.agency_name_bare(n.folded) = said.bare)
        select distinct agency_id from found where place = (select min(place) from found);
end;
comment on function hentra.agency_named is 'Agencies that a code, or else an alias, or else a name leads to on a local day (null: any day), as people type it.';

create view hentra.agency_alias_open as
select a.code as agency, hentra.alias_system_name(l.system) as system, nullif(l.source, '') as source, m.code as leads_to,
       nullif(l.valid_from, '-infinity') as valid_from, nullif(l.valid_to, 'infinity') as valid_to
from hentra.agency_alias l
join hentra.agency m on m.agency_id = l.agency_id
join hentra.agency a on a.code = l.alias
where l.system < 4
  and exists (select from hentra.agency_alias o
              where o.system < 4 and o.alias = l.alias and o.agency_id <> l.agency_id and o.valid_from < l.valid_to and l.valid_from < o.valid_to);
comment on view hentra.agency_alias_open is 'Codes of events that lead to more than one agency on a day, by different sources or systems: such a one counts for itself. Let the mapping of one source write its codes with a prefix.';
comment on column hentra.agency_alias_open.agency is 'The code as it stands in the events.';
comment on column hentra.agency_alias_open.system is 'OLD, ONE_STOP or PORTAL: whose code the alias is.';
comment on column hentra.agency_alias_open.source is 'Code of the source that says it; null: any.';
comment on column hentra.agency_alias_open.leads_to is 'Code of the agency that this alias leads to.';
comment on column hentra.agency_alias_open.valid_from is 'First local day of the alias; null: from the beginning.';
comment on column hentra.agency_alias_open.valid_to is 'First local day on which it does not hold any more; null: until further notice.';

-- What is here may have changed with hentra.
do $$
begin
        perform pg_advisory_xact_lock(hashtext('hentra.agency_alias'));
        perform hentra.agency_match(null);
end $$;
