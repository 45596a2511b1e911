-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all), $6 now, as the setting hentra.now has it,
-- $7 procedures integer[], $8 return date from timestamptz, $9 and before timestamptz, $10 RUNNING or PAUSED text, each null for any
-- -> dossiers received in the range that are in process now and not overdue, the most likely to be late first; the chance in hundredths of a percent
-- columns: dossier agency agency_name procedure received_at due_at paused_at elapsed_minutes left_minutes chance alike alike_late alike_by
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at,
               ($6::timestamptz at time zone zone)::date as today
        from hentra.warehouse)
select k.dossier_id as dossier, a.code as agency, v.name as agency_name, r.code as procedure, k.received_at, k.due_at, k.paused_at,
       k.elapsed_minutes, k.left_minutes, round(k.chance * 10000)::bigint as chance, k.alike, round(k.alike * k.chance)::integer as alike_late,
       (array['OF_ALL', 'OF_FIELD', 'OF_PROCEDURE', 'OF_TERM', 'OF_AGENCY'])[k.grain + 1] as alike_by
from w
cross join hentra.dossier_risk_seen k
left join hentra.agency_said v on v.agency_id = k.agency_id and w.today >= v.valid_from and w.today < v.valid_to
join hentra.agency a on a.agency_id = coalesce(v.member_id, k.agency_id)
left join hentra.procedure r using (procedure_id)
where k.case_kind = $3 and k.received_at >= w.from_at and k.received_at < w.to_at and (k.due_at is null or k.due_at >= $6 or k.paused_at is not null)
  and ($7::integer[] is null or k.procedure_id = any ($7)) and ($8::timestamptz is null or k.due_at >= $8)
  and ($9::timestamptz is null or k.due_at < $9) and ($10::text is null or ($10 = 'PAUSED') = (k.paused_at is not null))
  and ($4 or v.vertical is not true) and ($5 = 0 or a.agency_id = $5)
order by k.chance desc nulls last, k.due_at, k.dossier_id;
