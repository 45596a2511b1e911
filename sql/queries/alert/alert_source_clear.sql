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
        where a.source_id is not null and a.transition % 2 = 1)
select hentra.alert_clear(array_agg(alert_id), array_agg(transition), array_agg(reason), $1) as alert_id
from judged
where reason is not null;
