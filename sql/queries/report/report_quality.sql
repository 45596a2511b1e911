-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all), $6 late by instant
-- boolean, $7 now timestamptz, $8 working days (0: none) integer, $9 procedures integer[], $10 mark text, both null for any
-- -> marks of dossiers received in the range; of those never received, when they were first seen; and return dates that lie so many working days off the agency's calendar, or more
-- columns: dossier agency agency_name procedure mark lateness received_at due_at ended_at days_apart about
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at from hentra.warehouse),
marked as (
        select q.dossier_id, q.agency_id, q.procedure_id, q.mark, q.day_class, q.instant_class, q.received_at, q.first_observed_at, q.due_at, q.ended_at,
               null::integer as days_apart, q.about
        from hentra.dossier_quality q -- has all that is asked of dossiers: joined by their keys, they would be read as often
        where q.case_kind = $3 and ($10::text is null or q.mark = $10)
          and ((q.received_at >= (select from_at from w) and q.received_at < (select to_at from w))
               or (q.received_at is null and q.first_observed_at >= (select from_at from w) and q.first_observed_at < (select to_at from w)))
        union all
        select c.dossier_id, c.agency_id, c.procedure_id, 'DUE_UNLIKE_CALENDAR', c.day_class, c.instant_class, c.received_at, null, c.due_at, c.ended_at,
               c.days_apart, c.about
        from hentra.dossier_due_check c -- reckons what is asked of its own columns
        where $8 > 0 and $3 = 0 and c.received_at >= (select from_at from w) and c.received_at < (select to_at from w) and c.received_at <= $7
          and abs(c.days_apart) >= $8 and coalesce($10, 'DUE_UNLIKE_CALENDAR') = 'DUE_UNLIKE_CALENDAR')
select m.dossier_id as dossier, a.code as agency, v.name as agency_name, r.code as procedure, m.mark,
       case when $6 then hentra.instant_class_name(m.instant_class) else hentra.day_class_name(m.day_class) end as lateness,
       m.received_at, m.due_at, m.ended_at, m.days_apart, m.about
from w
cross join marked m
cross join lateral (select (coalesce(m.received_at, m.first_observed_at) at time zone w.zone)::date as day) n
left join hentra.agency_said v on v.agency_id = m.agency_id and n.day >= v.valid_from and n.day < v.valid_to
left join hentra.agency a on a.agency_id = coalesce(v.member_id, m.agency_id)
left join hentra.procedure r on r.procedure_id = m.procedure_id
where ($4 or v.vertical is not true) and ($5 = 0 or a.agency_id = $5) and ($9::integer[] is null or m.procedure_id = any ($9))
order by a.code, m.mark, m.dossier_id;
