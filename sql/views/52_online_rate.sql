-- The share of dossiers received online, of every period of both calendars, with its parts.
-- Population as for form 06: dossiers (no petitions, no tasks), vertical agencies left out.

create view hentra.online_rate as
with flow as materialized (
        select hentra.half_month_of(f.day) as half_month, coalesce(v.level, vc.level, 0) as level, coalesce(v.member_id, f.agency_id) as agency_id, f.channel,
               sum(f.received) as received
        from hentra.flow_form06_counted f
        left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
        left join hentra.agency_level_claim vc on vc.agency_id = f.agency_id
        where f.case_kind = 0 and f.received <> 0 and v.vertical is not true
        group by hentra.half_month_of(f.day), coalesce(v.level, vc.level, 0), coalesce(v.member_id, f.agency_id), f.channel)
select p.period, p.calendar, p.kind, p.first_day, p.last_day, least(p.last_day, (select hentra.local_day(current_timestamp))) as counted_to,
       hentra.level_name(r.level) as level, a.code as agency,
       w.rule_version, r.received, r.online, r.direct, r.postal, r.unknown,
       round(100.0 * r.online / nullif(r.received, 0), 2) as online_rate
from hentra.period p
cross join hentra.warehouse w
cross join lateral (
        select f.level, f.agency_id, sum(f.received)::bigint as received,
               coalesce(sum(f.received) filter (where f.channel = 2), 0)::bigint as online,
               coalesce(sum(f.received) filter (where f.channel = 1), 0)::bigint as direct,
               coalesce(sum(f.received) filter (where f.channel = 3), 0)::bigint as postal,
               coalesce(sum(f.received) filter (where f.channel = 0), 0)::bigint as unknown
        from flow f
        where f.half_month between p.first_day and p.last_day
        group by grouping sets ((), (f.level), (f.level, f.agency_id))
        having sum(f.received) <> 0) r
left join hentra.agency a using (agency_id);
comment on view hentra.online_rate is 'Dossiers received online of all received: for every period all levels together (level null), each level (agency null), and each agency. Dossiers only, vertical agencies left out; nothing that is dated after today.';
comment on column hentra.online_rate.period is 'Period, as in the table period.';
comment on column hentra.online_rate.calendar is 'ND09 or CAL.';
comment on column hentra.online_rate.kind is 'MONTH, QUARTER, HALF or YEAR.';
comment on column hentra.online_rate.first_day is 'First local day.';
comment on column hentra.online_rate.last_day is 'Last local day, inclusive.';
comment on column hentra.online_rate.counted_to is 'Last local day that counts: last_day, or today where the period is not over.';
comment on column hentra.online_rate.level is 'PROVINCE, DISTRICT, COMMUNE or UNKNOWN, as the agency was at the time; null: all levels.';
comment on column hentra.online_rate.agency is 'Code of the agency that received; null: all of the level.';
comment on column hentra.online_rate.rule_version is 'Rule version of the facts.';
comment on column hentra.online_rate.received is 'Denominator: receptions in the period.';
comment on column hentra.online_rate.online is 'Numerator: received online.';
comment on column hentra.online_rate.direct is 'Received directly.';
comment on column hentra.online_rate.postal is 'Received by post.';
comment on column hentra.online_rate.unknown is 'Received by a channel nobody named.';
comment on column hentra.online_rate.online_rate is 'online / received in percent; null: nothing received.';
