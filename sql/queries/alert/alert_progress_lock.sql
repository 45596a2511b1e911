-- no parameters -> reached; the row is locked, so that looks take turns
-- columns: reached
select reached from hentra.alert_progress for update;
