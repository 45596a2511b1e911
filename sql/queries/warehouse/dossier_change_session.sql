-- script: what a loader's connection needs: a temporary table, emptied at every commit, and plans that only look up keys
create temporary table if not exists dossier_change (like hentra.dossier, read_xmin xid) on commit delete rows;
-- Every join here looks up the keys of one batch in a large table. The planner knows nothing of a temporary table that
-- was filled a moment ago, and would now and then read all dossiers to find a few.
set enable_hashjoin = off;
set enable_mergejoin = off;
-- Looking up many keys is never worth compiling.
set jit = off;
