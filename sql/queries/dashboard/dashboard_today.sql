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
-- All of it stands in dossier_open: nothing else is read.
open as (
        select d.due_at, d.paused_at
        from hentra.dossier d
        where d.received_at is not null and d.ended_by is null and d.case_kind = 0 and d.agency_id not in (select agency_id from vertical)),
stock as (
        select count(*) as open,
               count(*) filter (where paused_at is not null) as paused,
               count(*) filter (where paused_at is null and due_at is null) as no_due,
               count(*) filter (where paused_at is null and due_at < $1) as overdue,
               count(*) filter (where paused_at is null and due_at >= $1 and due_at < (select tomorrow from w)) as due_today,
               count(*) filter (where paused_at is null and due_at >= (select tomorrow from w) and due_at < (select later from w)) as due_1_3_days,
               count(*) filter (where paused_at is null and due_at >= (select later from w)) as in_time
        from open),
-- In one go, by two indexes that need no order: most that ends was received shortly before. Counted by quarters of an hour, of which hours consist in
-- every zone, and then by hour: few are brought into the zone.
done as materialized (
        select received, resolved, count(*) as dossiers
        from (select case when d.received_at >= (select yesterday from w) and d.received_at < (select until from w)
                          then floor(date_part('epoch', d.received_at) / 900)::integer end as received,
                     case when d.ended_at >= (select yesterday from w) and d.ended_at < (select until from w) and d.ended_by in (9, 10)
                          then floor(date_part('epoch', d.ended_at) / 900)::integer end as resolved
              from hentra.dossier d
              where ((d.received_at >= (select yesterday from w) and d.received_at < (select until from w))
                     or (d.ended_at >= (select yesterday from w) and d.ended_at < (select until from w)))
                and d.received_at is not null and d.case_kind = 0 and d.agency_id not in (select agency_id from vertical)) d
        group by received, resolved),
by_hour as (
        select n.at < w.today as before, to_char(n.at at time zone w.zone, 'HH24') as hour, sum(n.received) as received, sum(n.resolved) as resolved
        from (select to_timestamp(900.0 * received) as at, dossiers as received, 0 as resolved from done where received is not null
              union all
              select to_timestamp(900.0 * resolved), 0, dossiers from done where resolved is not null) n
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
