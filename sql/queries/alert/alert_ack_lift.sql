-- $1 alert_id bigint[], $2 acknowledgements boolean, $3 snoozes boolean -> takes back what there is of them; a snooze of an earlier step of the
-- same rule, dossier and return date holds the alert, so it is taken back, too
update hentra.alert_ack k
set lifted_at = now()
from hentra.alert o, hentra.alert a
where o.alert_id = k.alert_id and a.alert_id = any ($1::bigint[])
  and (o.alert_id = a.alert_id and (k.until is null and $2 or k.until is not null and $3)
       or k.until is not null and $3 and o.dossier_id = a.dossier_id and o.rule_id = a.rule_id and o.due_at = a.due_at)
  and k.lifted_at is null;
