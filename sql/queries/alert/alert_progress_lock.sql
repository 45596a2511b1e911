-- no parameters -> reached; the row is locked, so that looks take turns
select reached from hentra.alert_progress for update;
