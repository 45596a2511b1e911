-- no parameters -> whether the current role may read what chances are made of
-- columns: may
select has_table_privilege('hentra.foresight_curve', 'select') and has_table_privilege('hentra.alert_likely_before', 'select') as may;
