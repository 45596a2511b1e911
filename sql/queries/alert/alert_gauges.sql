-- no parameters -> the alerts that are open, by the kind of their rule (is_open), and what is still to be told of alerts, by what it is; each with a zero where there is none
-- columns: label is_open n
select k.name as label, true as is_open, coalesce(sum(s.n), 0)::bigint as n
from (values (1, 'due_soon'), (2, 'overdue'), (3, 'escalation'), (4, 'source_silent'), (5, 'likely_late')) as k (kind, name)
left join hentra.alert_rule r using (kind)
left join (select a.rule_id, count(*) as n from hentra.alert a where a.transition % 2 = 1 group by a.rule_id) s using (rule_id)
group by k.kind, k.name
union all
select 'unpublished', false, count(*) from hentra.alert_transition where published_at is null and refused_at is null
union all
select 'delivery_waiting', false, count(*) from hentra.alert_delivery where state = 0
union all
select 'delivery_given_up', false, count(*) from hentra.alert_delivery where state = 2;
