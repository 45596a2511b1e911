-- $1 by e-mail boolean -> the receivers of alerts
-- columns: name
select name from hentra.alert_webhook where (shown ~ '^mailto:') = $1 order by name collate "C";
