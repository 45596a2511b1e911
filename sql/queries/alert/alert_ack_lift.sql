-- $1 alert_id bigint[], $2 acknowledgements boolean, $3 snoozes boolean -> takes back what there is of them
update hentra.alert_ack
set lifted_at = now()
where alert_id = any ($1::bigint[]) and lifted_at is null and (until is null and $2 or until is not null and $3);
