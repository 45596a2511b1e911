-- $1 view or table of hentra text -> its columns with their comments
-- columns: name about
select a.attname::text as name, col_description(a.attrelid, a.attnum) as about
from pg_attribute a
where a.attrelid = to_regclass('hentra.' || $1::text) and a.attnum > 0 and not a.attisdropped;
