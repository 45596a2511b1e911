-- $1 at timestamptz -> clears the alerts of sources that were heard again or are paused, or whose rule is switched off, one row each: alert_id
with judged as materialized (
        select a.alert_id, a.transition,
               case when exists (
                            select from hentra.source_pause p
                            where p.source_id = a.source_id and p.resumed_at is null and (p.until is null or p.until > $1)) then 5
                    when exists (
                            select from hentra.source_day d
                            where d.source_id = a.source_id and d.day >= hentra.local_day(a.due_at) and d.last_heard_at > a.due_at) then 10
                    when not r.enabled then 8
                    end as reason
        from hentra.alert a
        join hentra.alert_rule r using (rule_id)
        where a.source_id is not null and a.transition % 2 = 1),
cleared as (
        update hentra.alert a set transition = j.transition + 1
        from judged j
        where a.alert_id = j.alert_id and a.transition = j.transition and j.reason is not null
        returning a.alert_id, a.transition)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select c.alert_id, c.transition, $1, j.reason, 0, 0, 0, 0, false
from cleared c
join judged j using (alert_id)
order by c.alert_id
returning alert_id;
