-- $1 now timestamptz, $2 horizon bigint, $3 horizon before bigint, $4 began timestamptz -> all were judged by the rules that had begun by $4: what these held for history is complete, and pauses are noted of what was written before the horizon, unless a fit noted others meanwhile
with rules as (
        update hentra.alert_rule set judged_mark = start_mark where kind = 5 and enabled and start_mark <= $4 and judged_mark is distinct from start_mark),
over as (
        delete from hentra.alert_likely_before where due_at < $1)
update hentra.foresight_noted set horizon = $2 where horizon = $3;
