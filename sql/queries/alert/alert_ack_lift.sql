-- $1 alert_id bigint[], $2 acknowledgements boolean, $3 snoozes boolean -> takes back what there is of them, also the snooze of an earlier step that
-- holds the alert, as far as the role may
update hentra.alert_ack k
set lifted_at = now()
where k.lifted_at is null
  and k.ack_id = any (array( -- first which: row-level security judges each row that is looked at
      select o.ack_id from hentra.alert_ack o where $2 and o.alert_id = any ($1::bigint[]) and o.lifted_at is null and o.until is null
      union all
      select z.ack_id from hentra.alert_snooze z where $3 and z.alert_id = any ($1::bigint[])));
