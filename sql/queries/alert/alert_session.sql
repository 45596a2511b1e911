-- script: settings of an alerter's connection: plans that do not depend on the contents of the tables at the time they were made. A
-- query that looks up few keys of a large table asks for that itself: lateral … offset 0, with a condition that one index serves
set plan_cache_mode = force_generic_plan;
set enable_seqscan = off;
set lock_timeout = '10s';
-- A commit that is lost in a crash does no harm: a transition that was published and not recorded is published again. Only a look and the
-- queueing of digests give out numbers, which must be durable before anybody is told of them; they set this on for themselves.
set synchronous_commit = off;
