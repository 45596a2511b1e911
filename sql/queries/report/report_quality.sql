-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all), $6 late by instant
-- boolean, $7 now timestamptz, $8 working days (0: none) integer, $9 procedures integer[], $10 mark text, both null for any
-- -> marks of dossiers received in the range; of those never received, when they were first seen; and return dates that lie so many working days off the agency's calendar, or more
-- columns: dossier agency agency_name procedure mark lateness received_at due_at ended_at days_apart about
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at from hentra.warehouse),
marked as (
        select d.dossier_id, q.mark, null::integer as days_apart, q.about
        from w
        cross join hentra.dossier d
        join hentra.dossier_quality q using (dossier_id)
        cross join lateral (select coalesce(d.received_at, d.first_observed_at) as at) n
        where d.case_kind = $3 and d.marks <> 0 and n.at >= w.from_at and n.at < w.to_at
          and ($9::integer[] is null or d.procedure_id = any ($9)) and ($10::text is null or q.mark = $10)
          -- The same as an index knows it, of each time that the table is read.
          and (d.received_at >= (select from_at from w) and d.received_at < (select to_at from w) or d.received_at is null)
          and (q.received_at >= (select from_at from w) and q.received_at < (select to_at from w) or q.received_at is null)
        union all
        select c.dossier_id, 'DUE_UNLIKE_CALENDAR', c.days_apart, c.about
        from hentra.dossier_due_check c -- no join: the view reckons what is asked of its own columns
        where $8 > 0 and $3 = 0 and c.received_at >= (select from_at from w) and c.received_at < (select to_at from w) and c.received_at <= $7
          and abs(c.days_apart) >= $8 and coalesce($10, 'DUE_UNLIKE_CALENDAR') = 'DUE_UNLIKE_CALENDAR')
select m.dossier_id as dossier, a.code as agency, v.name as agency_name, r.code as procedure, m.mark,
       case when $6 then hentra.instant_class_name(d.instant_class) else hentra.day_class_name(d.day_class) end as lateness,
       d.received_at, d.due_at, d.ended_at, m.days_apart, m.about
from w
cross join marked m
join hentra.dossier d using (dossier_id)
cross join lateral (select coalesce(d.received_at, d.first_observed_at) as at) n
left join hentra.agency_said v on v.agency_id = d.agency_id and (n.at at time zone w.zone)::date >= v.valid_from
                              and (n.at at time zone w.zone)::date < v.valid_to
left join hentra.agency a on a.agency_id = coalesce(v.member_id, d.agency_id)
left join hentra.procedure r on r.procedure_id = d.procedure_id
where ($4 or v.vertical is not true) and ($5 = 0 or a.agency_id = $5) and ($9 is null or d.procedure_id = any ($9))
  and (d.received_at >= (select from_at from w) and d.received_at < (select to_at from w) or d.received_at is null)
order by a.code, m.mark, m.dossier_id;
