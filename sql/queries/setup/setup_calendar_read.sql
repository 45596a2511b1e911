-- no parameters -> the current calendar: version integer, note text, number of its days bigint; number of days on
-- which Viet Nam's differs bigint; boolean: it differs on a few, and has most of them
-- columns: version note days unlike_days is_nearly_viet_nam
select v.version, coalesce(v.note, '') as note, (select count(*) from hentra.calendar_exception x where x.version = v.version) as days,
       unlike.days as unlike_days, unlike.days between 1 and (select count(*) from hentra.calendar_viet_nam) / 2 as is_nearly_viet_nam
from hentra.calendar_version v
cross join (select count(*) from hentra.calendar_unlike_viet_nam) unlike (days)
order by v.version desc
limit 1;
