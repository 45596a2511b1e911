-- What the catalogues say, on a day and now. A fact takes the version of its own day; where no version covers the day,
-- the claim of the events stands in; where nobody said anything, the level is 0 (unknown) and the field null.

-- The one home of the rule: everything that asks a catalogue, or counts by procedure, goes by it. In the events, and in hentra.procedure, a
-- code stays as said.
create function hentra.procedure_base(code text) returns text language sql immutable parallel safe
return case when code like '%.000.00.00.%' then regexp_replace(code, '^([0-9]+\.[0-9]+)\.000\.00\.00\.[HG][0-9]{2}$', '\1') else code end;
comment on function hentra.procedure_base is 'First part of a procedure''s code, by which catalogues know it: 1.004873 of 1.004873.000.00.00.H15; a code without such a suffix as it is.';

create view hentra.procedure_member as
select m.procedure_id, m.code, m.base, m.member_id, coalesce(c.field_id, o.field_id) as claimed_field_id
from (select r.procedure_id, r.code, b.code as base,
             case when r.inferred then coalesce(p.procedure_id, r.procedure_id) else r.procedure_id end as member_id
      from hentra.procedure r
      cross join lateral (select hentra.procedure_base(r.code) as code) b
      left join hentra.procedure p on p.code = b.code) m
left join hentra.procedure_field_claim c on c.procedure_id = m.member_id
left join hentra.procedure_field_claim o on o.procedure_id = m.procedure_id;
comment on view hentra.procedure_member is 'Which entry of the catalogue speaks for a procedure: its own, else that of the first part of its code.';
comment on column hentra.procedure_member.procedure_id is 'Number in this warehouse.';
comment on column hentra.procedure_member.code is 'Code as it stands in the events.';
comment on column hentra.procedure_member.base is 'First part of the code: reports by procedure count by it.';
comment on column hentra.procedure_member.member_id is 'The procedure whose versions count for this one: itself where a catalogue names it, else the one whose code is the first part, if there is one.';
comment on column hentra.procedure_member.claimed_field_id is 'Field that the events claim for that one, else for this one; null: none.';

create function hentra.procedure_is_of(procedure integer, named integer) returns boolean language sql stable parallel safe
return exists (select from hentra.procedure_member m join hentra.procedure n on n.code = m.base
               where m.procedure_id = procedure and n.procedure_id = named);
comment on function hentra.procedure_is_of is 'Whether the code of the second procedure is the first part of that of the first.';

-- The one home of the rule by which a foreign code or a name becomes an agency. In the events, and in hentra.agency, a code stays as said, and so
-- do flows; whoever asks a catalogue about an agency, or counts by agency, asks here.
create view hentra.agency_said as
select agency_id, agency_id as member_id, valid_from, valid_to, name, level, parent_id, province, successor_id, vertical
from hentra.agency_version
union all
select s.agency_id, s.member_id, greatest(s.valid_from, v.valid_from), least(s.valid_to, v.valid_to), v.name, v.level, v.parent_id, v.province,
       v.successor_id, v.vertical
from hentra.agency_spoken s
join hentra.agency_version v on v.agency_id = s.member_id and v.valid_from < s.valid_to and v.valid_to > s.valid_from;
comment on view hentra.agency_said is 'What the catalogue says of each agency, and when: its own versions, and on days without one those of the agency that its code or name leads to. No two rows of an agency share a day.';
comment on column hentra.agency_said.agency_id is 'The agency as events name it.';
comment on column hentra.agency_said.member_id is 'The agency that it counts for: itself, or the one that an alias leads to.';
comment on column hentra.agency_said.valid_from is 'First local day.';
comment on column hentra.agency_said.valid_to is 'First local day on which it is not so any more.';
comment on column hentra.agency_said.name is 'Name.';
comment on column hentra.agency_said.level is 'Number of the level.';
comment on column hentra.agency_said.parent_id is 'The agency above; null: none, or not given.';
comment on column hentra.agency_said.province is 'H-code of the province; null: not given.';
comment on column hentra.agency_said.successor_id is 'The agency that takes over; null: none.';
comment on column hentra.agency_said.vertical is 'Belongs to a ministry.';

create function hentra.agency_member(agency integer, day date) returns integer language sql stable parallel safe
return coalesce((select v.member_id from hentra.agency_said v where v.agency_id = agency and day >= v.valid_from and day < v.valid_to), agency);
comment on function hentra.agency_member is 'The agency that another one counts for on a local day: itself, or the one of the catalogue that its code or name leads to.';

create function hentra.agency_level(agency integer, day date) returns smallint language sql stable parallel safe
return coalesce((select v.level from hentra.agency_version v
                 where v.agency_id = agency and day >= v.valid_from and day < v.valid_to),
                -- As agency_said has it, in two steps: the first is nearly always enough.
                (select v.level
                 from hentra.agency_spoken s
                 join hentra.agency_version v on v.agency_id = s.member_id and day >= v.valid_from and day < v.valid_to
                 where s.agency_id = agency and day >= s.valid_from and day < s.valid_to),
                (select c.level from hentra.agency_level_claim c where c.agency_id = agency),
                0::smallint);
comment on function hentra.agency_level is 'Level of an agency on a local day: catalogue, else claim of the events, else 0.';

create function hentra.agency_vertical(agency integer, day date) returns boolean language sql stable parallel safe
return coalesce((select v.vertical from hentra.agency_version v
                 where v.agency_id = agency and day >= v.valid_from and day < v.valid_to),
                (select v.vertical
                 from hentra.agency_spoken s
                 join hentra.agency_version v on v.agency_id = s.member_id and day >= v.valid_from and day < v.valid_to
                 where s.agency_id = agency and day >= s.valid_from and day < s.valid_to), false);
comment on function hentra.agency_vertical is 'Whether an agency belonged to a ministry on a local day: published totals leave it out.';

create function hentra.procedure_field(procedure integer, day date) returns integer language sql stable parallel safe
return coalesce((select v.field_id from hentra.procedure_member m
                 join hentra.procedure_version v on v.procedure_id = m.member_id and day >= v.valid_from and day < v.valid_to
                 where m.procedure_id = procedure),
                (select m.claimed_field_id from hentra.procedure_member m where m.procedure_id = procedure));
comment on function hentra.procedure_field is 'Field of a procedure on a local day: catalogue, else claim of the events, else null; asked by the first part of its code, unless a catalogue names the whole.';

create function hentra.term_minutes(statutory_minutes integer, duration integer, duration_unit smallint) returns integer language sql immutable parallel safe
return coalesce(statutory_minutes, duration * case duration_unit when 1 then 60 when 3 then 480 end);
comment on function hentra.term_minutes is 'Working minutes that a version of a procedure gives: its statutory_minutes, else its duration in hours or in working days of eight. Null: it gives none, or one in days of the calendar or months, which have no fixed number of working minutes.';

create function hentra.procedure_statutory_minutes(procedure integer, day date) returns integer language sql stable parallel safe
return (select hentra.term_minutes(v.statutory_minutes, v.duration, v.duration_unit) from hentra.procedure_member m
        join hentra.procedure_version v on v.procedure_id = m.member_id and day >= v.valid_from and day < v.valid_to
        where m.procedure_id = procedure);
comment on function hentra.procedure_statutory_minutes is 'Working minutes that a procedure may take by the catalogue of a local day, as term_minutes() has them; asked by the first part of its code, unless a catalogue names the whole; null: the catalogue does not say.';

create function hentra.catalogue_days(first_day date, last_day date) returns date[] language sql stable parallel safe
return (select array_agg(day order by day)
        from (select first_day as day
              union
              select d.day
              from (select valid_from as day from hentra.agency_said union select valid_to from hentra.agency_said
                    union select valid_from from hentra.procedure_version union select valid_to from hentra.procedure_version) d
              where d.day > first_day and d.day <= last_day) d);
comment on function hentra.catalogue_days is 'The first day of a range and the later days in it on which a catalogue version begins or ends, ascending: between two of them no agency changes its level, or counts for another one, and no procedure changes its field.';

create view hentra.agency_change as
select d.agency_id, d.day, coalesce(b.level, c.level, 0) as level_before, coalesce(b.vertical, false) as vertical_before,
       coalesce(v.level, c.level, 0) as level, coalesce(v.vertical, false) as vertical
from (select agency_id, valid_from as day from hentra.agency_said where valid_from > '-infinity'
      union select agency_id, valid_to from hentra.agency_said where valid_to < 'infinity') d
left join hentra.agency_said b on b.agency_id = d.agency_id and d.day - 1 >= b.valid_from and d.day - 1 < b.valid_to
left join hentra.agency_said v on v.agency_id = d.agency_id and d.day >= v.valid_from and d.day < v.valid_to
left join hentra.agency_level_claim c on c.agency_id = d.agency_id
where (coalesce(b.level, c.level, 0), coalesce(b.vertical, false)) <> (coalesce(v.level, c.level, 0), coalesce(v.vertical, false));
comment on view hentra.agency_change is 'When an agency changed its level, or came to a ministry or away from it: what it had open then went along.';
comment on column hentra.agency_change.agency_id is 'The agency.';
comment on column hentra.agency_change.day is 'First local day on which it is as it is after the change.';
comment on column hentra.agency_change.level_before is 'Number of its level until then.';
comment on column hentra.agency_change.vertical_before is 'Whether it belonged to a ministry until then.';
comment on column hentra.agency_change.level is 'Number of its level from then on.';
comment on column hentra.agency_change.vertical is 'Whether it belongs to a ministry from then on.';

create view hentra.procedure_change as
select m.procedure_id, d.day, coalesce(b.field_id, m.claimed_field_id) as field_before,
       coalesce(v.field_id, m.claimed_field_id) as field_id
from hentra.procedure_member m
join (select procedure_id, valid_from as day from hentra.procedure_version where valid_from > '-infinity'
      union select procedure_id, valid_to from hentra.procedure_version where valid_to < 'infinity') d on d.procedure_id = m.member_id
left join hentra.procedure_version b on b.procedure_id = m.member_id and d.day - 1 >= b.valid_from and d.day - 1 < b.valid_to
left join hentra.procedure_version v on v.procedure_id = m.member_id and d.day >= v.valid_from and d.day < v.valid_to
where coalesce(b.field_id, m.claimed_field_id) is distinct from coalesce(v.field_id, m.claimed_field_id);
comment on view hentra.procedure_change is 'When a procedure changed its field.';
comment on column hentra.procedure_change.procedure_id is 'The procedure.';
comment on column hentra.procedure_change.day is 'First local day on which it belongs to the new field.';
comment on column hentra.procedure_change.field_before is 'Number of its field until then; null: unknown.';
comment on column hentra.procedure_change.field_id is 'Number of its field from then on; null: unknown.';

-- Sums over stand-ins have as many groups as a report has rows. As arrays, so that a row of flows finds its own by a subscript, whatever
-- the planner thinks of the tables.
create function hentra.agency_stand_ins(days date[]) returns integer[] language sql stable parallel safe
return (select array_agg(s.stand_in order by n)
        from generate_series(1, (select max(agency_id) from hentra.agency)) as n
        left join (select h.agency_id,
                          case when h.inferred then h.agency_id
                               else min(h.agency_id) over (partition by h.inferred, h.history) end as stand_in
                   from (select a.agency_id, a.inferred,
                                array_agg(coalesce(v.level, c.level, 0) * 2 + coalesce(v.vertical, false)::integer
                                          order by d.day) as history
                         from hentra.agency a
                         cross join unnest(days) as d (day)
                         left join hentra.agency_said v
                                on v.agency_id = a.agency_id and d.day >= v.valid_from and d.day < v.valid_to
                         left join hentra.agency_level_claim c on c.agency_id = a.agency_id
                         group by a.agency_id) h) s on s.agency_id = n);
comment on function hentra.agency_stand_ins is 'By number of an agency: the least one that has the same level, and is as vertical, on each of the days. Inferred ones stand for themselves, since reports count them.';

create function hentra.procedure_stand_ins(days date[]) returns integer[] language sql stable parallel safe
return (select array_agg(s.stand_in order by n)
        from generate_series(1, (select max(procedure_id) from hentra.procedure)) as n
        left join (select h.procedure_id, min(h.procedure_id) over (partition by h.history) as stand_in
                   from (select r.procedure_id, array_agg(coalesce(v.field_id, r.claimed_field_id) order by d.day) as history
                         from hentra.procedure_member r
                         cross join unnest(days) as d (day)
                         left join hentra.procedure_version v
                                on v.procedure_id = r.member_id and d.day >= v.valid_from and d.day < v.valid_to
                         group by r.procedure_id) h) s on s.procedure_id = n);
comment on function hentra.procedure_stand_ins is 'By number of a procedure: the least one that has the same field on each of the days.';

create view hentra.agency_current as
select a.agency_id, a.code, a.inferred, v.name, hentra.level_name(hentra.agency_level(a.agency_id, now.day)) as level,
       v.agency_id is null as level_claimed, p.code as parent, v.province, s.code as successor, coalesce(v.vertical, false) as vertical,
       coalesce(m.code, a.code) as counts_for
from hentra.agency a
cross join (select hentra.local_day(current_timestamp) as day) now
left join hentra.agency_said v on v.agency_id = a.agency_id and now.day >= v.valid_from and now.day < v.valid_to
left join hentra.agency m on m.agency_id = v.member_id
left join hentra.agency p on p.agency_id = v.parent_id
left join hentra.agency s on s.agency_id = v.successor_id;
comment on view hentra.agency_current is 'Every agency as it is today.';
comment on column hentra.agency_current.agency_id is 'Number in this warehouse.';
comment on column hentra.agency_current.code is 'Code as it stands in the events.';
comment on column hentra.agency_current.inferred is 'True: known from events only, no catalogue has named it; counts_for may be one that is.';
comment on column hentra.agency_current.name is 'Name; null: no version covers today.';
comment on column hentra.agency_current.level is 'PROVINCE, DISTRICT, COMMUNE, or UNKNOWN.';
comment on column hentra.agency_current.level_claimed is 'True: the level is the events'' claim (or unknown), not the catalogue''s.';
comment on column hentra.agency_current.parent is 'Code of the agency above; null: none, or not given.';
comment on column hentra.agency_current.province is 'H-code of the province; null: not given.';
comment on column hentra.agency_current.successor is 'Code of the agency that takes over; null: none.';
comment on column hentra.agency_current.vertical is 'Belongs to a ministry: published totals leave it out.';
comment on column hentra.agency_current.counts_for is 'Code of the agency of the catalogue that it counts for today; its own where none.';

create view hentra.procedure_current as
select r.procedure_id, r.code, r.base, m.inferred, v.name, f.code as field, f.name as field_name,
       hentra.service_name(v.service) as service, v.statutory_minutes, v.has_fee, v.fee_online, v.returns_paper, v.duration,
       hentra.duration_unit_name(v.duration_unit) as duration_unit
from hentra.procedure_member r
join hentra.procedure m on m.procedure_id = r.member_id
cross join (select hentra.local_day(current_timestamp) as day) now
left join hentra.procedure_version v on v.procedure_id = r.member_id and now.day >= v.valid_from and now.day < v.valid_to
left join hentra.field f on f.field_id = hentra.procedure_field(r.procedure_id, now.day);
comment on view hentra.procedure_current is 'Every procedure as it is today.';
comment on column hentra.procedure_current.procedure_id is 'Number in this warehouse.';
comment on column hentra.procedure_current.code is 'Code as it stands in the events.';
comment on column hentra.procedure_current.base is 'First part of the code, by which catalogues know it: 1.004873 of 1.004873.000.00.00.H15.';
comment on column hentra.procedure_current.inferred is 'True: known from events only, no catalogue has named it, or the first part of its code, yet.';
comment on column hentra.procedure_current.name is 'Name; null: no version covers today.';
comment on column hentra.procedure_current.field is 'Code of its field, by catalogue or else by claim of the events; null: unknown.';
comment on column hentra.procedure_current.field_name is 'Name of the field; null: not named.';
comment on column hentra.procedure_current.service is 'UNKNOWN, INFORMATION, PARTIAL or FULL; null: no version covers today.';
comment on column hentra.procedure_current.statutory_minutes is 'Longest handling time by law in working minutes; null: not given.';
comment on column hentra.procedure_current.has_fee is 'Whether a fee or charge is paid; null: not given.';
comment on column hentra.procedure_current.fee_online is 'Whether that fee may be paid online; null: not given.';
comment on column hentra.procedure_current.returns_paper is 'Whether a paper is handed over as the result; null: not given.';
comment on column hentra.procedure_current.duration is 'Longest handling time by law, in duration_unit; null: not given.';
comment on column hentra.procedure_current.duration_unit is 'HOUR (of working time), DAY (of the calendar), WORKING_DAY or MONTH; null: not given.';

create view hentra.inferred_member as
select 'AGENCY' as kind, a.code, hentra.level_name(c.level) as claim, coalesce(f.received, 0)::bigint as received, f.first_day, f.last_day
from hentra.agency a
left join hentra.agency_level_claim c using (agency_id)
left join (select agency_id, sum(received) as received, min(day) as first_day, max(day) as last_day
           from hentra.flow_day group by agency_id) f using (agency_id)
where a.inferred and not exists (select from hentra.agency_spoken s where s.agency_id = a.agency_id)
union all
select 'PROCEDURE', r.code, d.code, coalesce(f.received, 0)::bigint, f.first_day, f.last_day
from hentra.procedure_member r
join hentra.procedure m on m.procedure_id = r.member_id
left join hentra.procedure_field_claim c on c.procedure_id = r.procedure_id
left join hentra.field d using (field_id)
left join (select procedure_id, sum(received) as received, min(half_month) as first_day, max(half_month) as last_day
           from hentra.flow_half_month group by procedure_id) f on f.procedure_id = r.procedure_id
where m.inferred
union all
select 'FIELD', code, null, null, null, null from hentra.field where name is null;
comment on view hentra.inferred_member is 'Agencies, procedures and fields that events brought and no catalogue has named yet. A procedure is named with the first part of its code, an agency also by an alias.';
comment on column hentra.inferred_member.kind is 'AGENCY, PROCEDURE or FIELD.';
comment on column hentra.inferred_member.code is 'Code as it stands in the events.';
comment on column hentra.inferred_member.claim is 'What the events claim: the level of an agency, the field of a procedure; null: nothing.';
comment on column hentra.inferred_member.received is 'Dossiers received there, of all kinds of case; null for a field.';
comment on column hentra.inferred_member.first_day is 'Local day of its first fact (of a procedure: the half month''s first day); null: none.';
comment on column hentra.inferred_member.last_day is 'Local day of its last fact, which may lie in the future (overdue); null: none.';
