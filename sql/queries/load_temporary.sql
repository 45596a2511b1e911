-- script: what a loader's connection needs: a temporary table, emptied at every commit, and plans that only look up keys
begin;
-- Nobody else will ever see it: a synchronous standby that is away is not waited for.
set local synchronous_commit = off;
create temporary table if not exists dossier_change (like hentra.dossier, read_hash bigint) on commit delete rows;
commit;
-- Every join here looks up the keys of one batch in a large table. The planner knows nothing of a temporary table that
-- was filled a moment ago, and would now and then read all dossiers to find a few.
set enable_hashjoin = off;
set enable_mergejoin = off;
