-- $1 groups text[], those that a change moves, $2 with vertical agencies boolean, $3 first day, $4 last day, $5 flows as gathered_flow[], $6 day to
-- whose agencies all is restated date (null: as it was) -> more flows, as rows of gathered_flow: when an agency changes its level or counts for another
-- one (or a procedure changes its field) within the period, its open dossiers leave the old group and enter the new one. Restated, an agency is all
-- the time what it is on one day, but for one that counts for another agency from some day on
-- columns: before day agency_id procedure_id channel received refused withdrawn stopped reopened
-- columns: transferred_in transferred_out resolved_early resolved_on_time resolved_late resolved_no_due
-- columns: resolved_late_instant paused no_due overdue_day overdue_instant
with change as (select day, lag(day) over (order by day) as before from unnest(hentra.catalogue_days($3, $4)) as day),
open as (
        select c.day, c.before, f.agency_id, f.procedure_id, f.channel,
               sum(f.received + f.transferred_in - f.transferred_out - f.refused - f.withdrawn - f.resolved_early
                   - f.resolved_on_time - f.resolved_late - f.resolved_no_due)::bigint as open,
               sum(f.stopped - f.reopened)::bigint as stopped, sum(f.paused)::bigint as paused, sum(f.no_due)::bigint as no_due,
               sum(f.overdue_day)::bigint as overdue_day, sum(f.overdue_instant)::bigint as overdue_instant
        from change c
        join unnest($5::hentra.gathered_flow[]) f on f.day < c.day
        where c.before is not null
        group by c.day, c.before, f.agency_id, f.procedure_id, f.channel),
moved as (
        select day, before, agency_id, procedure_id, channel, open, stopped, paused, no_due, overdue_day, overdue_instant
        from open
        where (open <> 0 or stopped <> 0 or paused <> 0 or no_due <> 0 or overdue_day <> 0 or overdue_instant <> 0)
          and (($6::date is null and 'level' = any ($1) and hentra.agency_level(agency_id, day) <> hentra.agency_level(agency_id, before))
            or ('agency' = any ($1) and $6 is null and agency_id in (select agency_id from hentra.agency_spoken)
                and hentra.agency_member(agency_id, day) <> hentra.agency_member(agency_id, before))
            or ('province' = any ($1) and $6 is null
                and hentra.agency_province(agency_id, day) is distinct from hentra.agency_province(agency_id, before))
            or ($6 is not null and agency_id in (select agency_id from hentra.agency_spoken)
                and exists (select
                            from hentra.agency_continued(hentra.agency_member(agency_id, before), $6) as b (unit)
                            cross join hentra.agency_continued(hentra.agency_member(agency_id, day), $6) as n (unit)
                            where b.unit <> n.unit
                              and ('agency' = any ($1)
                                or 'level' = any ($1) and hentra.agency_standing_level(b.unit, $6) <> hentra.agency_standing_level(n.unit, $6)
                                or 'province' = any ($1)
                                   and hentra.agency_province(b.unit, $6) is distinct from hentra.agency_province(n.unit, $6))))
            or ('field' = any ($1)
                and hentra.procedure_field(procedure_id, day) is distinct from hentra.procedure_field(procedure_id, before))
            or (not $2 and hentra.agency_vertical(agency_id, day) <> hentra.agency_vertical(agency_id, before))))
select false as before, before as day, agency_id, procedure_id, channel,
       0 as received, 0 as refused, 0 as withdrawn, 0 as stopped, stopped as reopened, 0 as transferred_in,
       open as transferred_out, 0 as resolved_early, 0 as resolved_on_time, 0 as resolved_late, 0 as resolved_no_due,
       0 as resolved_late_instant, -paused as paused, -no_due as no_due, -overdue_day as overdue_day,
       -overdue_instant as overdue_instant
from moved
union all
select false, day, agency_id, procedure_id, channel,
       0 as received, 0 as refused, 0 as withdrawn, stopped, 0 as reopened, open as transferred_in, 0 as transferred_out,
       0 as resolved_early, 0 as resolved_on_time, 0 as resolved_late, 0 as resolved_no_due, 0 as resolved_late_instant, paused,
       no_due, overdue_day, overdue_instant
from moved;
