-- script: what an alerter's connection needs. Every statement looks up a few keys in large tables, whatever the planner thinks of them
set plan_cache_mode = force_generic_plan;
set enable_seqscan = off;
set enable_hashjoin = off;
set enable_mergejoin = off;
set lock_timeout = '10s';
