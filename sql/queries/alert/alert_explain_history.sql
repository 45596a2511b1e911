-- $1 dossier_id text -> transitions of its alerts, in order of time, and of alert and transition where the clock was set back meanwhile
-- columns: rule_id step due_at at state reason stale alert_id transition
select a.rule_id, a.step::integer as step, a.due_at, t.at, case when t.reason = 0 then 'RAISED' else 'CLEARED' end as state,
       case when t.reason = 0 then '' else hentra.alert_reason_name(t.reason) end as reason, t.stale, t.alert_id, t.transition
from hentra.alert a
join hentra.alert_transition t using (alert_id)
where a.dossier_id = $1
order by max(t.at) over (partition by a.rule_id, a.step, a.due_at order by t.alert_id, t.transition), t.alert_id, t.transition;
