-- The alerts that should have been raised and cleared, from the versions of the dossiers that were seen (alert_watch.sql), the rules and
-- the working calendar, minute by minute; one row for each thing that is otherwise. Knows nothing of windows or of hentra's arithmetic.
-- :tolerance is how many real seconds a commit may take to be seen, :patience how many a deadline may wait for a loader that is away;
-- :speed as before. Due dates are whole minutes.

-- Every working minute of the time in question, numbered.
create temporary table working_minute as
select row_number() over (order by m) as n, m at time zone (select zone from hentra.warehouse) as begins
from (select d.day + t.minute * interval '1 minute' as m
      from (select day::date as day
            from generate_series((select min(due_at)::date - 60 from alert_watch.version), (select max(due_at)::date + 60 from alert_watch.version),
                                 interval '1 day') as day) d
      cross join generate_series(0, 1439) as t (minute)
      left join hentra.calendar_exception x
             on x.day = d.day and x.version = (select max(version) from hentra.calendar_version)
      where coalesce(x.working, extract(isodow from d.day) <= 5)
        and (t.minute between 420 and 689 or t.minute between 810 and 1019)) w;
create unique index on working_minute (begins);
create unique index on working_minute (n);
analyze working_minute;

create temporary table step as
select r.rule_id, r.kind, s.step, s.minutes, lead(s.minutes) over (partition by r.rule_id order by s.step) as next_minutes, r.start_mark
from hentra.alert_rule r
cross join unnest(r.offsets) with ordinality as s (minutes, step)
where r.enabled and r.kind < 4; -- the others are about sources

-- When a step fires for a due date: so many working minutes before or behind the number of those that lie before it.
create function pg_temp.fires(due timestamptz, minutes integer) returns timestamptz language sql stable as $$
        select case when minutes = 0 then due + interval '1 microsecond'
                    when minutes < 0 then (select begins from working_minute where n = passed.n + minutes + 1)
                    else (select begins + interval '1 minute' from working_minute where n = passed.n + minutes) end
        from (select coalesce((select n from working_minute where begins < due order by begins desc limit 1), 0) as n) passed
$$;

create temporary table fire as
select d.due_at, s.rule_id, s.step, s.start_mark, pg_temp.fires(d.due_at, s.minutes) as fires,
       case when s.next_minutes is not null then pg_temp.fires(d.due_at, s.next_minutes)
            when s.kind = 1 then d.due_at + interval '1 microsecond'
            else 'infinity' end as passed
from (select distinct due_at from alert_watch.version where due_at is not null) d
cross join step s;
analyze fire;

create temporary table seen as
select *, alert_watch.clock(at) as from_at, coalesce(lead(alert_watch.clock(at)) over w, 'infinity') as to_at, lead(n) over w as next_n,
       received_at is not null and ended_by is null and paused_at is null as runs
from alert_watch.version
window w as (partition by dossier_id order by n);
create index on seen (n);
analyze seen;

create temporary table lag as
select :tolerance * :speed * interval '1 second' as most, (:tolerance + :patience) * :speed * interval '1 second' as patient;

-- Spans in which an alert should stand, and those in which it might for the time a commit takes (ends <= begins).
create temporary table span as
select v.dossier_id, v.agency_id, f.rule_id, f.step, f.due_at, greatest(v.from_at, f.fires) as begins, least(v.to_at, f.passed) as ends,
       f.passed, case when f.passed < v.to_at then null else v.next_n end as ended_by_version
from seen v
cross join lag
join fire f using (due_at)
join hentra.alert_rule r using (rule_id)
where v.runs and f.fires > f.start_mark
  and (r.case_kind is null or r.case_kind = v.case_kind) and (r.agency_id is null or r.agency_id = v.agency_id)
  and (r.procedure_id is null or r.procedure_id = v.procedure_id)
  and (r.level is null or r.level = hentra.agency_level(v.agency_id, hentra.local_day(v.from_at)))
  and greatest(v.from_at, f.fires) < least(v.to_at + lag.most, f.passed);

-- Joined where one ends as the next begins, at the same agency.
create temporary table expected as
with marked as (
        select *, (lag(ends) over w is distinct from begins or lag(agency_id) over w is distinct from agency_id)::integer as first
        from span
        where begins < ends
        window w as (partition by dossier_id, rule_id, step, due_at order by begins)),
numbered as (
        select *, sum(first) over (partition by dossier_id, rule_id, step, due_at order by begins) as island from marked)
select row_number() over () as expected_id, dossier_id, agency_id, rule_id, step, due_at, min(begins) as begins, max(ends) as ends, max(passed) as passed,
       (array_agg(ended_by_version order by begins desc))[1] as ended_by_version
from numbered
group by dossier_id, agency_id, rule_id, step, due_at, island;
create index on span (dossier_id, rule_id, step, due_at);
create index on expected (dossier_id, rule_id, step, due_at);

create temporary table happened as
select a.dossier_id, t.agency_id, a.rule_id, a.step, a.due_at, t.transition, t.at as raised, coalesce(c.at, 'infinity') as cleared, c.reason
from hentra.alert_transition t
join hentra.alert a using (alert_id)
left join hentra.alert_transition c on c.alert_id = t.alert_id and c.transition = t.transition + 1
where t.transition % 2 = 1 and a.source_id is null;
create index on happened (dossier_id, rule_id, step, due_at);

-- What happened, with the span at its agency that begins next to it.
create temporary table met as
select h.*, x.expected_id
from happened h
cross join lateral (
        select x.expected_id
        from expected x
        where (x.dossier_id, x.agency_id, x.rule_id, x.step, x.due_at) = (h.dossier_id, h.agency_id, h.rule_id, h.step, h.due_at)
        order by abs(extract(epoch from x.begins - h.raised))
        limit 1) x;

-- The first look at or after an instant; never, while there was none.
create function pg_temp.looked(after timestamptz) returns timestamptz language sql stable as
$$ select coalesce((select l.at from alert_watch.look l where l.at >= after order by l.at limit 1), 'infinity') $$;
create index on alert_watch.look (at);

-- What was raised without reason, or about the past.
select 'raised without reason' as what, h.dossier_id, h.rule_id, h.step, h.due_at, h.raised, h.cleared
from happened h
cross join lag
where not exists (
        select from span x
        where (x.dossier_id, x.agency_id, x.rule_id, x.step, x.due_at) = (h.dossier_id, h.agency_id, h.rule_id, h.step, h.due_at)
          and h.raised >= x.begins - lag.most and h.raised <= x.ends + lag.most)
union all
-- What should have been raised, since somebody looked while it was so.
select 'missing', x.dossier_id, x.rule_id, x.step, x.due_at, x.begins, x.ends
from expected x
cross join lag
where exists (select from alert_watch.look l where l.at >= x.begins + lag.patient and l.at < x.ends)
  and not exists (
        select from happened h
        where (x.dossier_id, x.agency_id, x.rule_id, x.step, x.due_at) = (h.dossier_id, h.agency_id, h.rule_id, h.step, h.due_at)
          and h.raised <= x.ends + lag.most and h.cleared >= x.begins - lag.most)
union all
-- What was raised, or cleared, not by the first look that could see it, or cleared too early.
select case when h.raised > pg_temp.looked(x.begins + lag.patient) then 'raised too late' else 'cleared at another time' end, h.dossier_id, h.rule_id, h.step, h.due_at, h.raised, h.cleared
from met h
cross join lag
join expected x using (expected_id)
where h.cleared < x.ends - lag.most
   or h.raised > pg_temp.looked(x.begins + lag.patient)
   or h.cleared > pg_temp.looked(x.ends + case when x.ended_by_version is null then lag.patient else lag.most end)
union all
-- What was cleared for another reason than the version says that ended it (7: none did, its time was over).
select 'cleared for another reason, ' || h.reason, h.dossier_id, h.rule_id, h.step, h.due_at, h.raised, h.cleared
from met h
join expected x using (expected_id)
left join seen v on v.n = x.ended_by_version
where h.reason is distinct from case
        when v.n is null then 7
        when v.received_at is null then 9
        when v.ended_by in (9, 10) then 1
        when v.ended_by = 3 then 2
        when v.ended_by = 7 then 3
        when v.ended_by = 8 or v.paused_at is not null and v.status = 8 then 4
        when v.paused_at is not null then 5
        when v.due_at is distinct from h.due_at then 6
        else 8 end
  and h.raised >= x.begins and h.cleared >= x.ends and h.cleared <> 'infinity'
  and h.cleared <= v.to_at -- else a later version was there by then
  and not (h.reason = 7 and h.cleared >= x.passed); -- the end and the time met
