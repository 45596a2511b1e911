-- $1 first day, $2 last day, $3 case kind integer, $4 with vertical agencies boolean, $5 agency integer (0: all) -> working
-- time from reception to end of what was resolved in the range, by the first part of the procedure's code
-- columns: procedure procedure_name resolved mean_minutes median_minutes most_minutes statutory_minutes
-- columns: beyond measured
with w as materialized ( -- the zone once: hentra.local_day() would look it up for every row
        select zone, $1::date::timestamp at time zone zone as from_at, ($2::date + 1)::timestamp at time zone zone as to_at from hentra.warehouse),
span as materialized ( -- as hentra.worked_until() has it, in arrays; of agencies with another calendar it is asked
        select array_agg(opens_at order by opens_at) as opens, array_agg(closes_at order by opens_at) as closes,
               array_agg(working_before order by opens_at) as worked
        from w
        join hentra.calendar_span on opens_at < w.to_at and opens_at > '2000-01-01'),
resolved as (
        select d.procedure_id, d.received_at, n.ended_at, k.calendar_id, (n.ended_at at time zone w.zone)::date as day
        from w
        cross join hentra.dossier d
        cross join lateral (select greatest(d.ended_at, d.received_at) as ended_at) n
        left join hentra.working_calendar k on k.agency_id = d.agency_id
        left join hentra.agency_version v on v.agency_id = d.agency_id and (n.ended_at at time zone w.zone)::date >= v.valid_from
                                         and (n.ended_at at time zone w.zone)::date < v.valid_to
        where d.case_kind = $3 and d.ended_by in (9, 10) and d.received_at is not null and n.ended_at >= w.from_at and n.ended_at < w.to_at
          and ($4 or v.vertical is not true) and ($5 = 0 or d.agency_id = $5)),
placed as (
        select procedure_id, received_at, ended_at, calendar_id, day, width_bucket(received_at, (select opens from span)) as from_place,
               width_bucket(ended_at, (select opens from span)) as to_place
        from resolved),
timed as (
        select procedure_id, day,
               case when calendar_id is not null then hentra.working_minutes(received_at, ended_at, calendar_id) else
               hentra.whole_minutes(coalesce((select worked from span)[to_place]
                                             + (date_part('epoch', least(ended_at, (select closes from span)[to_place])
                                                                   - (select opens from span)[to_place]) * 1000000)::bigint, 0)
                                    - coalesce((select worked from span)[from_place]
                                               + (date_part('epoch', least(received_at, (select closes from span)[from_place])
                                                                     - (select opens from span)[from_place]) * 1000000)::bigint, 0)) end as minutes
        from placed),
named as (
        select coalesce(m.base, 'UNKNOWN') as base, v.name, v.statutory_minutes, t.minutes
        from timed t
        left join hentra.procedure_member m using (procedure_id)
        left join hentra.procedure_version v on v.procedure_id = m.member_id and t.day >= v.valid_from and t.day < v.valid_to)
select base as procedure, max(name) as procedure_name, count(*) as resolved, round(avg(minutes))::bigint as mean_minutes,
       (percentile_disc(0.5) within group (order by minutes))::bigint as median_minutes,
       (percentile_disc(0.95) within group (order by minutes))::bigint as most_minutes, max(statutory_minutes)::bigint as statutory_minutes,
       count(*) filter (where minutes > statutory_minutes) as beyond, count(*) filter (where statutory_minutes is not null) as measured
from named
group by base
order by resolved desc, base;
