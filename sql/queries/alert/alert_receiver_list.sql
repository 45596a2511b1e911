-- $1 name text (null: all), $2 by e-mail boolean (null: both) -> receivers of alerts by name; digest_minute null: each alert; how many deliveries wait, and how many were given up
-- columns: name address digest_minute agency enabled digest_day waiting given_up mail
select w.name, w.shown as address, w.digest_minute, a.code as agency, w.enabled, w.digest_day,
       (select count(*) from hentra.alert_delivery d where d.webhook_id = w.webhook_id and d.state = 0) as waiting,
       (select count(*) from hentra.alert_delivery d where d.webhook_id = w.webhook_id and d.state = 2) as given_up,
       w.shown ~ '^mailto:' as mail
from hentra.alert_webhook w
left join hentra.agency a using (agency_id)
where ($1::text is null or w.name = $1) and ($2::boolean is null or (w.shown ~ '^mailto:') = $2)
order by w.name collate "C";
