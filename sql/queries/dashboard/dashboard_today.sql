-- $1 now timestamptz -> the dossiers that are open now by their return dates, and receptions and ends by hour of today and yesterday, as JSON
-- columns: body
-- Population: dossiers (no petitions, no tasks), vertical agencies left out.
with w as materialized (
        select zone, hentra.local_day($1) as day,
               hentra.local_day($1)::timestamp at time zone zone as today,
               (hentra.local_day($1) - 1)::timestamp at time zone zone as yesterday,
               (hentra.local_day($1) + 1)::timestamp at time zone zone as tomorrow,
               least((hentra.local_day($1) + 1)::timestamp at time zone zone, $1) as until,
               (hentra.local_day($1) + 4)::timestamp at time zone zone as later
        from hentra.warehouse),
vertical as materialized (
        select v.agency_id from hentra.agency_said v, w where v.vertical and w.day >= v.valid_from and w.day < v.valid_to),
open as (
        select d.due_at, d.paused_at
        from hentra.dossier d
        where d.received_at is not null and d.ended_by is null and d.case_kind = 0 and d.agency_id not in (select agency_id from vertical)),
stock as (
        select count(*) as open,
               count(*) filter (where paused_at is not null) as paused,
               count(*) filter (where paused_at is null and due_at is null) as no_due,
               count(*) filter (where paused_at is null and due_at < $1) as overdue,
               count(*) filter (where paused_at is null and due_at >= $1 and due_at < w.tomorrow) as due_today,
               count(*) filter (where paused_at is null and due_at >= w.tomorrow and due_at < w.later) as due_1_3_days,
               count(*) filter (where paused_at is null and due_at >= w.later) as in_time
        from open
        cross join w),
-- In one go, by two indexes that need no order: most that ends was received shortly before.
recent as (
        select d.received_at, d.ended_at, d.ended_by
        from hentra.dossier d
        where ((d.received_at >= (select yesterday from w) and d.received_at < (select until from w))
               or (d.ended_at >= (select yesterday from w) and d.ended_at < (select until from w)))
          and d.received_at is not null and d.case_kind = 0 and d.agency_id not in (select agency_id from vertical)),
done as materialized (
        select r.received_at >= w.yesterday and r.received_at < w.until as received,
               r.ended_at >= w.yesterday and r.ended_at < w.until and r.ended_by in (9, 10) as resolved, r.received_at, r.ended_at
        from recent r
        cross join w),
by_hour as (
        select n.at < w.today as before, to_char(n.at at time zone w.zone, 'HH24') as hour, sum(n.received) as received, sum(n.resolved) as resolved
        from (select received_at as at, 1 as received, 0 as resolved from done where received
              union all
              select ended_at, 0, 1 from done where resolved) n
        cross join w
        group by 1, 2)
select json_build_object(
               'at', $1::timestamptz, 'day', w.day, 'population', 'dossiers, agencies of ministries left out',
               'open', s.open, 'overdue', s.overdue, 'due_today', s.due_today, 'due_1_3_days', s.due_1_3_days, 'in_time', s.in_time,
               'paused', s.paused, 'no_due', s.no_due,
               'hours', (select coalesce(json_agg(json_build_object('hour', hour, 'received', received, 'resolved', resolved) order by hour), '[]')
                         from by_hour where not before),
               'yesterday', (select coalesce(json_agg(json_build_object('hour', hour, 'received', received, 'resolved', resolved) order by hour), '[]')
                             from by_hour where before))::text as body
from stock s
cross join w;
