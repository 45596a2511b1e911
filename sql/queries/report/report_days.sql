-- $1 first day, $2 last day -> date: the first day, and those in the range on which a version of a catalogue begins
-- or ends, ascending; beside each, whether what is kept by level and field holds most half months up to the last day
-- columns: day kept
select unnest(hentra.catalogue_days($1, $2)) as day, kept
from (select coalesce(hentra.form06_grouping_holds()
                      and (select count(*) from hentra.form06_stale where half_month <= $2)
                          <= ($2 - (select min(half_month) from hentra.flow_form06_field)) / 30, false) as kept
      offset 0) k;
