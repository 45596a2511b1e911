-- $1 dossier_id text -> what its alerts did, in order of time, and of alert and transition where the clock was set back meanwhile: rule_id, step, due_at, at, state, reason, stale, alert_id, transition
select a.rule_id, a.step::integer, a.due_at, t.at, case when t.reason = 0 then 'RAISED' else 'CLEARED' end,
       case when t.reason = 0 then '' else hentra.alert_reason_name(t.reason) end, t.stale, t.alert_id, t.transition
from hentra.alert a
join hentra.alert_transition t using (alert_id)
where a.dossier_id = $1
order by max(t.at) over (partition by a.rule_id, a.step, a.due_at order by t.alert_id, t.transition), t.alert_id, t.transition;
