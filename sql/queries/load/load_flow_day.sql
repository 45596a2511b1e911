-- $1 rows hentra.flow_day[], sorted by key -> adds them to what is there
insert into hentra.flow_day as f
select *
from unnest($1::hentra.flow_day[])
on conflict (day, agency_id, channel, case_kind, shard) do update set
        submitted = f.submitted + excluded.submitted, received = f.received + excluded.received,
        refused_before = f.refused_before + excluded.refused_before,
        withdrawn_before = f.withdrawn_before + excluded.withdrawn_before,
        refused = f.refused + excluded.refused, withdrawn = f.withdrawn + excluded.withdrawn,
        stopped = f.stopped + excluded.stopped, reopened = f.reopened + excluded.reopened,
        paused = f.paused + excluded.paused, resumed = f.resumed + excluded.resumed,
        transferred_in = f.transferred_in + excluded.transferred_in,
        transferred_out = f.transferred_out + excluded.transferred_out,
        resolved_early = f.resolved_early + excluded.resolved_early,
        resolved_on_time = f.resolved_on_time + excluded.resolved_on_time,
        resolved_late = f.resolved_late + excluded.resolved_late,
        resolved_no_due = f.resolved_no_due + excluded.resolved_no_due,
        resolved_late_instant = f.resolved_late_instant + excluded.resolved_late_instant,
        resolved_after_pause = f.resolved_after_pause + excluded.resolved_after_pause,
        elapsed_seconds = f.elapsed_seconds + excluded.elapsed_seconds,
        returned = f.returned + excluded.returned,
        returned_by_post = f.returned_by_post + excluded.returned_by_post,
        paid_online = f.paid_online + excluded.paid_online, digitised = f.digitised + excluded.digitised,
        supplemented = f.supplemented + excluded.supplemented,
        backdated = f.backdated + excluded.backdated,
        due_rewritten = f.due_rewritten + excluded.due_rewritten,
        no_due_in = f.no_due_in + excluded.no_due_in, no_due_out = f.no_due_out + excluded.no_due_out,
        overdue_day_in = f.overdue_day_in + excluded.overdue_day_in,
        overdue_day_out = f.overdue_day_out + excluded.overdue_day_out,
        overdue_instant_in = f.overdue_instant_in + excluded.overdue_instant_in,
        overdue_instant_out = f.overdue_instant_out + excluded.overdue_instant_out;
