-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all) -> working
-- time from reception to end of what was resolved in the range, by the first part of the procedure's code
-- columns: procedure procedure_name resolved mean_minutes median_minutes most_minutes statutory_minutes
-- columns: beyond measured
with span as materialized ( -- as hentra.worked_until() has it, in arrays; of agencies with another calendar it is asked
        select array_agg(opens_at order by opens_at) as opens, array_agg(closes_at order by opens_at) as closes,
               array_agg(working_before order by opens_at) as worked
        from hentra.calendar_span
        where opens_at > '2000-01-01' and opens_at < (select ($2::date + 1)::timestamp at time zone zone from hentra.warehouse)),
-- Where each local day begins, and the last one ends: a call for each row takes longer than to look it up.
days as materialized (
        select array_agg(d.day::timestamp at time zone w.zone order by d.day) as begins
        from hentra.warehouse w
        cross join lateral (select $1::date + n as day from generate_series(0, $2::date - $1::date + 1) n) d),
resolved as (
        select d.agency_id, d.procedure_id, d.received_at, n.ended_at,
               $1::date - 1 + width_bucket(n.ended_at, (select begins from days)) as day
        from hentra.dossier d
        cross join lateral (select greatest(d.ended_at, d.received_at) as ended_at) n
        where d.case_kind = $3 and d.ended_by in (9, 10) and d.received_at is not null
          and n.ended_at >= (select begins[1] from days) and n.ended_at < (select begins[array_length(begins, 1)] from days)
          -- One of the two is that end; both lie in a few places, which their indexes know.
          and (d.ended_at >= (select begins[1] from days) and d.ended_at < (select begins[array_length(begins, 1)] from days)
               or d.received_at >= (select begins[1] from days) and d.received_at < (select begins[array_length(begins, 1)] from days))
        offset 0),
-- offset 0: else each use of a value would reckon it again, down to the places in the calendar.
placed as (
        select d.procedure_id, d.received_at, d.ended_at, d.day, k.calendar_id, width_bucket(d.received_at, (select opens from span)) as from_place,
               width_bucket(d.ended_at, (select opens from span)) as to_place
        from resolved d
        left join hentra.working_calendar k on k.agency_id = d.agency_id
        left join hentra.agency_said v on v.agency_id = d.agency_id and d.day >= v.valid_from and d.day < v.valid_to
        where ($4 or v.vertical is not true) and ($5 = 0 or coalesce(v.member_id, d.agency_id) = $5)
        offset 0),
timed as (
        select procedure_id, day,
               case when calendar_id is not null then hentra.working_minutes(received_at, ended_at, calendar_id) else
               hentra.whole_minutes(coalesce((select worked from span)[to_place]
                                             + (date_part('epoch', least(ended_at, (select closes from span)[to_place])
                                                                   - (select opens from span)[to_place]) * 1000000)::bigint, 0)
                                    - coalesce((select worked from span)[from_place]
                                               + (date_part('epoch', least(received_at, (select closes from span)[from_place])
                                                                     - (select opens from span)[from_place]) * 1000000)::bigint, 0)) end as minutes
        from placed
        offset 0),
-- Grouped by numbers: texts are sorted by the rules of a language, which takes longer than all else.
member as materialized (
        select procedure_id, member_id, base, min(procedure_id) over (partition by base) as of_base from hentra.procedure_member),
version as materialized (
        select procedure_id, valid_from, valid_to, name, hentra.term_minutes(statutory_minutes, duration, duration_unit) as statutory_minutes,
               (row_number() over (order by valid_from, procedure_id))::integer as number
        from hentra.procedure_version),
summed as (
        select coalesce(m.of_base, 0) as of_base, max(v.number) as number, count(*) as resolved, round(avg(t.minutes))::bigint as mean_minutes,
               percentile_disc(array[0.5, 0.95]) within group (order by t.minutes) as within,
               max(v.statutory_minutes)::bigint as statutory_minutes, count(*) filter (where t.minutes > v.statutory_minutes) as beyond,
               count(v.statutory_minutes) as measured
        from timed t
        left join member m using (procedure_id)
        left join version v on v.procedure_id = m.member_id and t.day >= v.valid_from and t.day < v.valid_to
        group by 1)
select coalesce(m.base, 'UNKNOWN') as procedure, v.name as procedure_name, s.resolved, s.mean_minutes, s.within[1]::bigint as median_minutes,
       s.within[2]::bigint as most_minutes, s.statutory_minutes, s.beyond, s.measured
from summed s
left join member m on m.procedure_id = s.of_base
left join version v on v.number = s.number
order by s.resolved desc, procedure;
