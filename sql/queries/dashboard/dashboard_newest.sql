-- no parameters -> the number of the newest transition; 0: there is none
-- columns: number
select coalesce(max(number), 0) as number from hentra.alert_transition;
