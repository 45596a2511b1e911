-- no parameters -> deliveries that were given up, the oldest first; message: its id; failed_at: when it was given up
-- columns: delivery_id webhook message attempts last_error queued_at failed_at
select d.delivery_id, w.name as webhook,
       coalesce(d.alert_id || '.' || d.transition,
                'digest.' || d.digest_day || '.' || coalesce(d.digest_number, d.agency_id) || case when d.parts > 1 then '.' || d.part || 'of' || d.parts else '' end) as message,
       d.attempts, coalesce(d.last_error, '') as last_error, d.created_at as queued_at, d.next_attempt_at as failed_at
from hentra.alert_delivery d
join hentra.alert_webhook w using (webhook_id)
where d.state = 2
order by d.delivery_id;
