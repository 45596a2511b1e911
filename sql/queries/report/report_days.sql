-- $1 first day, $2 last day -> date: the first day, and those in the range on which a version of a catalogue begins
-- or ends, ascending
-- columns: day
select unnest(hentra.catalogue_days($1, $2)) as day;
