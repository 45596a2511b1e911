-- $1 now timestamptz, $2 grain text, day, half_month (default) or month, $3 measure text, ontime (default) or online, $4 agency text (null: all),
-- $5 first day text (null: the first there is; of days 92 days back), $6 last day text (null: today), $7 simulated text (true: the clock is) -> the measure over
-- time, as JSON
-- columns: body
-- Population: dossiers (no petitions, no tasks), vertical agencies left out; nothing that is dated after today, and by a
-- simulated clock nothing later today: of the real one that is what a source dates some hours ahead, as all reports count it.
with w as materialized (
        select coalesce($2, 'half_month') as grain, coalesce($3, 'ontime') as measure, hentra.local_day($1) as today,
               (hentra.local_day($1) + 1)::timestamp at time zone zone as ends, rule_version
        from hentra.warehouse),
span as materialized (
        select first, last, hentra.half_month_of(last) as half -- once, and not for each row
        from (select coalesce($5::date, case w.grain when 'day' then coalesce($6::date, w.today) - 91 else '1990-01-01' end) as first,
                     least(coalesce($6::date, w.today), w.today) as last
              from w) s),
flow as (
        -- Sums of half months may hold what is to come: the last one is read by day.
        select f.day, f.agency_id, f.channel, f.case_kind, f.received, f.resolved_early + f.resolved_on_time as in_time, f.resolved_late as late
        from w
        cross join span
        cross join lateral (select day, agency_id, channel, case_kind, received, resolved_early, resolved_on_time, resolved_late
                            from hentra.flow_day_whole
                            where day between case w.grain when 'day' then span.first else span.half end and span.last) f
        where w.grain = 'day' or span.half >= span.first
        union all
        select f.day, f.agency_id, f.channel, f.case_kind, f.received, f.resolved_early + f.resolved_on_time, f.resolved_late
        from span
        join hentra.flow_form06_counted f on f.day >= span.first and f.day < span.half
        where (select grain from w) <> 'day'
        union all
        -- Taken out again: later today. At the agency where the dossier is. Both ends of the day stand where an index can use them.
        select w.today, d.agency_id, d.channel, d.case_kind,
               case when d.received_at > $1 and d.received_at < (select ends from w) then -1 else 0 end,
               case when n.at > $1 and n.at < (select ends from w) and d.day_class in (1, 2) then -1 else 0 end,
               case when n.at > $1 and n.at < (select ends from w) and d.day_class = 3 then -1 else 0 end
        from hentra.dossier d
        cross join w
        cross join lateral (select greatest(d.ended_at, d.received_at) as at) n
        where $7::text = 'true' and (select span.last = w.today from span, w)
          and ((d.received_at > $1 and d.received_at < (select ends from w)) or (d.ended_at > $1 and d.ended_at < (select ends from w)))),
by_day as (
        select f.day,
               -- Of integers: sums of bigint are numeric, which take longer.
               sum((case w.measure when 'online' then case when f.channel = 2 then f.received else 0 end else f.in_time end)::integer) as numerator,
               sum((case w.measure when 'online' then f.received else f.in_time + f.late end)::integer) as denominator
        from flow f
        cross join w
        left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
        join hentra.agency a on a.agency_id = coalesce(v.member_id, f.agency_id)
        where f.case_kind = 0 and v.vertical is not true and ($4::text is null or a.code = $4)
        group by f.day),
point as (
        select case w.grain when 'day' then f.day when 'month' then date_trunc('month', f.day::timestamp)::date else hentra.half_month_of(f.day) end as first,
               sum(f.numerator) as numerator, sum(f.denominator) as denominator
        from by_day f
        cross join w
        group by 1)
select json_build_object(
               'grain', w.grain, 'measure', w.measure, 'agency', $4::text, 'as_of', $1::timestamptz, 'rule', w.rule_version::text,
               'population', case w.measure when 'online' then 'received; dossiers, agencies of ministries left out'
                                            else 'resolved with a return date; dossiers, agencies of ministries left out' end,
               'points', (select coalesce(json_agg(json_build_object(
                                  'first', p.first,
                                  'last', case w.grain when 'day' then p.first when 'month' then (p.first + interval '1 month')::date - 1
                                                       else hentra.half_month_of(p.first + 17) - 1 end,
                                  'numerator', p.numerator, 'denominator', p.denominator) order by p.first), '[]')
                          from point p where p.denominator <> 0))::text as body
from w
where w.grain in ('day', 'half_month', 'month') and w.measure in ('ontime', 'online');
