-- $1 first day, $2 last day, $3 case kind integer, $4 as of timestamptz (infinity: now) -> what was resolved in the range
-- and bears a mark, as rows of gathered_flow whose before is null: received are those set back, refused those
-- whose lateness was erased
-- columns: before day agency_id procedure_id channel received refused withdrawn stopped reopened
-- columns: transferred_in transferred_out resolved_early resolved_on_time resolved_late resolved_no_due
-- columns: resolved_late_instant paused no_due overdue_day overdue_instant
select null::boolean as before, r.day, d.agency_id, d.procedure_id, d.channel, (q.mark = 'BACKDATED')::integer as received,
       (q.mark = 'ERASED')::integer as refused, 0 as withdrawn, 0 as stopped, 0 as reopened, 0 as transferred_in, 0 as transferred_out,
       0 as resolved_early, 0 as resolved_on_time, 0 as resolved_late, 0 as resolved_no_due, 0 as resolved_late_instant, 0 as paused,
       0 as no_due, 0 as overdue_day, 0 as overdue_instant
from hentra.dossier d
join hentra.dossier_quality q using (dossier_id)
cross join lateral (select hentra.local_day(greatest(d.ended_at, d.received_at)) as day) r
where d.marks & 262176 <> 0 and q.mark in ('BACKDATED', 'ERASED') and d.ended_by in (9, 10) and d.case_kind = $3
  and d.received_at is not null and greatest(d.ended_at, d.received_at) <= $4 and r.day between $1 and $2;
