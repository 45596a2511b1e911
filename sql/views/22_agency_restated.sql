-- Agencies across a reorganisation: as they were on the day of a fact (views without a word about it), or restated to the units of one day.
-- Rule: what was merged or renamed counts for its successor, step by step. What was split has none: its figures stay with the old unit, since nobody can say
-- which part they belong to, and come together with those of its parts at the province only. So no total changes by restating.

-- In plpgsql, which keeps its plan, as agency_told().
create function hentra.agency_continued(agency integer, day date) returns integer language plpgsql stable parallel safe as $$
declare
        asked integer[] := array[agency];
        here integer := agency;
        v record;
begin
        loop
                select member_id, valid_to, successor_id into v
                from hentra.agency_said
                where agency_id = here and valid_from <= day
                order by valid_from desc
                limit 1;
                if not found or v.member_id = here and (day < v.valid_to or v.successor_id is null) then
                        return here;
                end if;
                -- Its code leads to another one, whose own versions are asked next; or it is over.
                here := case when v.member_id <> here then v.member_id else v.successor_id end;
                if here = any (asked) then
                        return agency;
                end if;
                asked := asked || here;
        end loop;
end $$;
comment on function hentra.agency_continued is 'The agency that continues another one on a local day: itself, or who took over, and who took over from that. One that was split ends the line. The agency itself where the catalogue leads in a circle.';

create function hentra.agency_standing_level(agency integer, day date) returns smallint language sql stable parallel safe
begin atomic
        select coalesce((select v.level
                         from hentra.agency_said v
                         where v.agency_id = u.agency_id and v.valid_from <= day
                         order by v.valid_from desc
                         limit 1),
                        hentra.agency_level(u.agency_id, day))
        from (select hentra.agency_continued(agency, day) as agency_id offset 0) u;
end;
comment on function hentra.agency_standing_level is 'Level on a local day of what continues an agency; of one that was split, the last that it had.';

create function hentra.province_code(code text) returns text language sql immutable strict parallel safe
return regexp_replace(code, '^000\.00\.00\.([HG][0-9]{2})$', '\1');
comment on function hentra.province_code is 'H21 of 000.00.00.H21, which is the same province; any other code as it is.';

-- The line of parents, up to one without; what is over by the day answers with its last version, and who took over goes on from there.
create function hentra.agency_province(agency integer, day date) returns text language plpgsql stable parallel safe as $$
declare
        here integer := hentra.agency_continued(agency, day);
        asked integer[] := array[here];
        v record;
begin
        loop
                select s.province, s.parent_id, a.code into v
                from hentra.agency_said s
                join hentra.agency a on a.agency_id = s.member_id
                where s.agency_id = here and s.valid_from <= day
                order by s.valid_from desc
                limit 1;
                if not found then
                        return null;
                end if;
                if v.province is not null then
                        v.province := hentra.province_code(v.province);
                        return coalesce((select hentra.province_code(c.code)
                                         from hentra.agency a
                                         join hentra.agency c on c.agency_id = hentra.agency_continued(a.agency_id, day)
                                         where a.code in (v.province, '000.00.00.' || v.province)
                                         order by exists (select from hentra.agency_version o where o.agency_id = a.agency_id) desc, a.code
                                         limit 1), v.province);
                end if;
                if v.parent_id is null then
                        return hentra.province_code(v.code);
                end if;
                here := hentra.agency_continued(v.parent_id, day);
                if here = any (asked) then
                        return null;
                end if;
                asked := asked || here;
        end loop;
end $$;
comment on function hentra.agency_province is 'Code of the province that an agency belongs to on a local day, after every merger until then, as province_code() has it; null: the catalogue does not say.';

create function hentra.agencies_restated(day date)
returns table (agency_id integer, restated_id integer, level smallint, province text, name text, split boolean)
language sql stable parallel safe rows 10000
begin atomic
        select a.agency_id, u.restated_id, coalesce(v.level, hentra.agency_level(u.restated_id, day)), hentra.agency_province(u.restated_id, day), v.name,
               coalesce(v.valid_to <= day, false)
        from hentra.agency a
        cross join lateral (select hentra.agency_continued(a.agency_id, day) as restated_id offset 0) u
        left join lateral (select s.level, s.name, s.valid_to
                           from hentra.agency_said s
                           where s.agency_id = u.restated_id and s.valid_from <= day
                           order by s.valid_from desc
                           limit 1) v on true
        where day is not null;
end;
comment on function hentra.agencies_restated is 'Every agency, what continues it on a local day, and what that is then. split: it is over, and nobody took all of it over.';

create view hentra.agency_restated as
select a.agency_id, a.code, m.code as restated, r.name, hentra.level_name(r.level) as level, r.province, r.split
from hentra.agencies_restated((select hentra.local_day(current_timestamp))) r
join hentra.agency a using (agency_id)
join hentra.agency m on m.agency_id = r.restated_id;
comment on view hentra.agency_restated is 'Every agency, and the one of today that continues it.';
comment on column hentra.agency_restated.agency_id is 'Number in this warehouse.';
comment on column hentra.agency_restated.code is 'Code as it stands in the events.';
comment on column hentra.agency_restated.restated is 'Code of the agency of today; its own where nobody took over.';
comment on column hentra.agency_restated.name is 'Name of that one, the last where it is over; null: not given.';
comment on column hentra.agency_restated.level is 'Level of that one: PROVINCE, DISTRICT, COMMUNE or UNKNOWN; the last where it is over.';
comment on column hentra.agency_restated.province is 'Code of its province of today; null: not given.';
comment on column hentra.agency_restated.split is 'True: it was split, or ended otherwise without a successor. Its figures come together with those of other agencies at the province only.';
