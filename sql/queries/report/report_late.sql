-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all), $6 late by instant
-- boolean, $7 now, $8 procedures integer[], $9 state text, $10 working minutes late at least integer, each null for any, $11 the longest late first boolean -> dossiers resolved late in the range; and if the range reaches today, those that run past their return date now
-- columns: dossier agency agency_name procedure state received_at due_at ended_at late_minutes
-- The zone once: hentra.local_day() would look it up for every row.
with w as materialized (
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at,
               hentra.local_day($7)::timestamp at time zone zone as today_at, $2::date >= hentra.local_day($7) as reaches_today
        from hentra.warehouse),
found as (
        -- An end before the reception counts at the reception.
        select d.dossier_id, d.agency_id, d.procedure_id, d.received_at, d.due_at, greatest(d.ended_at, d.received_at) as ended_at, 'RESOLVED_LATE' as state
        from w
        cross join hentra.dossier d
        where d.instant_class = 2 and (d.day_class = 3 or $6) and d.case_kind = $3
          and greatest(d.ended_at, d.received_at) >= w.from_at and greatest(d.ended_at, d.received_at) < w.to_at
          and coalesce($9::text, 'RESOLVED_LATE') = 'RESOLVED_LATE' and ($8::integer[] is null or d.procedure_id = any ($8))
        union all
        select d.dossier_id, d.agency_id, d.procedure_id, d.received_at, d.due_at, null, 'OVERDUE'
        from w
        cross join hentra.dossier d
        where hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at) and d.case_kind = $3 and w.reaches_today
          and d.due_at < case when $6 then $7 else w.today_at end
          and coalesce($9, 'OVERDUE') = 'OVERDUE' and ($8 is null or d.procedure_id = any ($8)))
select d.dossier_id as dossier, a.code as agency, v.name as agency_name, r.code as procedure, d.state, d.received_at, d.due_at, d.ended_at,
       m.late_minutes
from found d
cross join w
cross join lateral (select (coalesce(d.ended_at, $7) at time zone w.zone)::date as day) n
left join hentra.agency_said v on v.agency_id = d.agency_id and n.day >= v.valid_from and n.day < v.valid_to
join hentra.agency a on a.agency_id = coalesce(v.member_id, d.agency_id)
left join hentra.procedure r using (procedure_id)
left join hentra.working_calendar k on k.agency_id = d.agency_id
-- offset 0: once, where it is compared, too.
cross join lateral (
        select greatest(hentra.working_minutes(d.due_at, coalesce(d.ended_at, $7), coalesce(k.calendar_id, 0)), 0) as late_minutes
        offset 0) m
where ($4 or v.vertical is not true) and ($5 = 0 or a.agency_id = $5) and ($10::integer is null or m.late_minutes >= $10)
order by case when $11 then m.late_minutes end desc, a.code, d.due_at, d.dossier_id;
