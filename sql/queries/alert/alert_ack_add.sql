-- $1 alert_id bigint[], $2 until timestamptz (null: an acknowledgement), $3 reason text
insert into hentra.alert_ack (alert_id, until, reason)
select alert_id, $2, $3
from unnest($1::bigint[]) as a (alert_id);
