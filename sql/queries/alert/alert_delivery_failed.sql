-- no parameters -> deliveries that were given up, the oldest first: delivery_id, webhook, message id, attempts, last error, when it was queued, when it was given up
select d.delivery_id, w.name, coalesce(d.alert_id || '.' || d.transition,
                                          'digest.' || d.digest_day || '.' || coalesce(d.digest_number, d.agency_id) || case when d.parts > 1 then '.' || d.part || 'of' || d.parts else '' end), d.attempts,
       coalesce(d.last_error, ''), d.created_at, d.next_attempt_at
from hentra.alert_delivery d
join hentra.alert_webhook w using (webhook_id)
where d.state = 2
order by d.delivery_id;
