-- Sources, each in a row: what it sends, how late, what is set aside of it, and what is usual for it.

-- As SOURCE_FLAGS of consumers/warehouse/source_day.h: value v of the flag in place i is bit 3 * i + v - 1.
create function hentra.source_constant_flags(flags bigint) returns text[] language sql immutable parallel safe
begin atomic
        select array_agg(f.name || '=' || case v.bits when 1 then f.first when 2 then f.second else f.third end order by f.place)
        from (values (0, 'channel', 'DIRECT', 'ONLINE', 'POSTAL'), (1, 'return_channel', 'DIRECT', 'POSTAL', null),
                     (2, 'payment', 'NONE', 'PORTAL', 'LOCAL'), (3, 'digitised', 'NO', 'YES', null),
                     (4, 'electronic_result', 'NO', 'YES', null), (5, 'reused_data', 'NO', 'YES', null),
                     (6, 'shared_to_store', 'NO', 'YES', null), (7, 'citizen_data', 'NO', 'YES', null),
                     (8, 'fee', 'NONE', 'ZERO', 'PAYABLE')) as f (place, name, first, second, third)
        cross join lateral (select flags >> 3 * f.place & 7 as bits) v
        where v.bits in (1, 2, 4);
end;
comment on function hentra.source_constant_flags is 'Of source_day.flags, joined by bit_or: the flags that had one value only, as name=VALUE; null: none. A flag that was never said is none of them.';

-- consumers/alert/silence.c is the rule; a test compares the two.
create function hentra.source_usual_minutes(source integer) returns bigint language sql stable parallel safe
begin atomic
        with last as (
                select max(d.day) as day from hentra.source_day d where d.source_id = source),
        heard as (
                select d.day, bit_or(d.slots) as slots
                from last
                join hentra.source_day d on d.source_id = source and d.day > last.day - 30
                group by d.day),
        slot as (
                select h.day, begin.at + i * interval '10 minutes' as at, coalesce(u.micros, 0) as worked
                from heard h
                cross join hentra.warehouse w
                cross join lateral (select h.day::timestamp at time zone w.zone as at) begin
                cross join generate_series(0, 143) as i
                left join lateral hentra.worked_until(begin.at + i * interval '10 minutes') u on true
                where get_bit(h.slots, i) = 1),
        gap as (
                select day, worked - lag(worked) over (order by at) as micros
                from slot),
        longest as (
                select day, max(micros) as micros
                from gap
                where micros is not null
                group by day)
        select case when count(*) >= 5 then hentra.whole_minutes(percentile_disc(0.9) within group (order by micros)) end
        from longest;
end;
comment on function hentra.source_usual_minutes is 'Working minutes for which a source is silent as a rule: in the 30 days up to its last event, the longest silence that ended on each day; of those the one that nine of ten do not exceed. Null: it was heard on too few days to have a habit.';

create view hentra.source_health as
select s.code as source, d.first_heard_at, d.last_heard_at, d.last_observed_at, d.last_stated_at, coalesce(d.dossiers, 0)::bigint as dossiers,
       coalesce(d.events, 0)::bigint as events, coalesce(d.events_today, 0)::bigint as events_today,
       coalesce(d.events_7_days, 0)::bigint as events_7_days, d.lag_ms_7_days * interval '1 millisecond' as lag,
       hentra.source_usual_minutes(s.source_id) as usual_minutes,
       (select max(a.due_at) from hentra.alert a where a.source_id = s.source_id and a.transition % 2 = 1) as silent_since,
       q.rejected, q.refused, q.set_aside,
       case when d.dossiers >= 1000 then hentra.source_constant_flags(d.flags) end as constant_flags,
       p.pause_id is not null and (p.until is null or p.until > now()) as paused, p.reason as pause_reason, p.paused_at, p.paused_by,
       p.until as paused_until
from hentra.source s
left join lateral (
        select min(d.first_heard_at) as first_heard_at, max(d.last_heard_at) as last_heard_at, max(d.last_observed_at) as last_observed_at,
               max(d.last_stated_at) as last_stated_at, sum(d.dossiers) as dossiers, sum(d.events) as events,
               sum(d.events) filter (where d.day = t.day) as events_today, sum(d.events) filter (where d.day > t.day - 7) as events_7_days,
               sum(d.lag_ms) filter (where d.day > t.day - 7) / nullif(sum(d.events) filter (where d.day > t.day - 7), 0) as lag_ms_7_days,
               bit_or(d.flags) as flags
        from hentra.source_day d
        cross join (select hentra.local_day(now()) as day) t
        where d.source_id = s.source_id) d on true
cross join lateral (
        select count(*) filter (where q.cause in (1, 2)) as rejected, count(*) filter (where q.cause = 3) as refused,
               count(*) filter (where q.cause = 4) as set_aside
        from hentra.quarantine q
        where q.source_id = s.source_id and q.replayed_at is null) q
left join hentra.source_pause p on p.source_id = s.source_id and p.resumed_at is null;
comment on view hentra.source_health is 'One row a source: what it sends and when, how late, what of it is set aside, and whether it is paused. Times of hearing are those at which Kafka has an event.';
comment on column hentra.source_health.source is 'Code of the source.';
comment on column hentra.source_health.first_heard_at is 'When its first event was heard; null: none was loaded.';
comment on column hentra.source_health.last_heard_at is 'When its last event was heard; null: none was loaded.';
comment on column hentra.source_health.last_observed_at is 'When hentra first saw what it observed last, by the clock of the door; null: none was loaded.';
comment on column hentra.source_health.last_stated_at is 'Greatest time at which the source stated anything; null: none was loaded.';
comment on column hentra.source_health.dossiers is 'Dossiers of which the warehouse heard first by this source.';
comment on column hentra.source_health.events is 'Events that were loaded, repetitions too.';
comment on column hentra.source_health.events_today is 'Of them those that were heard on this local day.';
comment on column hentra.source_health.events_7_days is 'Of them those that were heard on this local day and the six before it.';
comment on column hentra.source_health.lag is 'Mean time from the statement of those seven days to its hearing; null: nothing was heard.';
comment on column hentra.source_health.usual_minutes is 'Working minutes for which it is silent as a rule (function source_usual_minutes); null: it has no habit yet.';
comment on column hentra.source_health.silent_since is 'While an alert says that it is silent: its last event before that, or the end of its last pause if that is later. Null: no such alert is open.';
comment on column hentra.source_health.rejected is 'Messages of it that a rule of the loader rejected, and that were not replayed. Messages that cannot be read have no source, and what a door refuses does not come here.';
comment on column hentra.source_health.refused is 'Messages of it that the database refused, and that were not replayed.';
comment on column hentra.source_health.set_aside is 'Messages of it that were set aside while it was paused, and wait for `hentra source resume`.';
comment on column hentra.source_health.constant_flags is 'Flags that had one value only in all events of this source that said them, as name=VALUE, once the warehouse has heard first of 1,000 dossiers by it: where it says them of all its dossiers, they say nothing, and no index should be made of them (consumers/report/index/constant.h); of a fee, whose value is an amount that was stated, it may well be so. Null: none, or fewer such dossiers, as for a source that only goes on with dossiers of others.';
comment on column hentra.source_health.paused is 'True: its messages are set aside, and its silence raises no alert.';
comment on column hentra.source_health.pause_reason is 'Why it is or was paused; null: it is not, or was resumed.';
comment on column hentra.source_health.paused_at is 'When it was paused; null: it is not, or was resumed.';
comment on column hentra.source_health.paused_by is 'Role that paused it; null: it is not, or was resumed.';
comment on column hentra.source_health.paused_until is 'When the pause ends, or ended, by itself; null: when it is resumed.';
