-- $1 microseconds bigint[] -> for each, in order: the next due date after it of a dossier that runs; null: none
select (select d.due_at
        from hentra.dossier d
        where d.due_at > hentra.instant(w.until) and d.received_at is not null and d.ended_by is null and d.paused_at is null
        order by d.due_at
        limit 1)
from unnest($1::bigint[]) with ordinality as w (until, n)
order by n;
