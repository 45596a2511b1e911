-- no parameters -> one row where the present role may add and change receivers of alerts
-- columns: yes
select true as yes where has_table_privilege('hentra.alert_webhook', 'insert') and has_table_privilege('hentra.alert_webhook', 'update');
