-- no parameters -> every enabled digest
-- columns: digest_minute digest_day
select digest_minute, digest_day from hentra.alert_webhook where kind = 2 and enabled;
