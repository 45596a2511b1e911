-- $1 delivery_id bigint[], $2 all of them boolean, $3 only report them boolean -> those that were given up, one row each; they wait again
-- columns: delivery_id
with chosen as (
        select delivery_id
        from hentra.alert_delivery
        where state = 2 and ($2 or delivery_id = any ($1))
        order by delivery_id),
again as (
        update hentra.alert_delivery d
        set state = 0, attempts = 0, next_attempt_at = clock_timestamp()
        from chosen c
        where d.delivery_id = c.delivery_id and d.state = 2 and not $3
        returning d.delivery_id, pg_notify('hentra_alert_webhook', 'changed'))
select delivery_id from chosen
union
select delivery_id from again
order by delivery_id;
