-- script: what an alerter's connection needs: plans that do not depend on what the tables held when they were made. Where few keys of a
-- large table are looked up, the statements say so: lateral … offset 0, with a condition that one index serves
set plan_cache_mode = force_generic_plan;
set enable_seqscan = off;
set lock_timeout = '10s';
-- What was published and is not marked is published again: only what gives out numbers, a look and the queueing of digests, must be safe before
-- anybody is told, and says so itself.
set synchronous_commit = off;
