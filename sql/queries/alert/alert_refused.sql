-- $1 alert_id bigint[], $2 transition bigint[] -> the topic will never take them
update hentra.alert_transition t
set refused_at = clock_timestamp()
from unnest($1::bigint[], $2::bigint[]) as s (alert_id, transition)
where t.alert_id = s.alert_id and t.transition = s.transition and t.published_at is null;
