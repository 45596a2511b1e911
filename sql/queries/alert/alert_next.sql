-- $1 microseconds bigint[], $2 now timestamptz -> for each of the first, in order, the next due date after it of a dossier that runs, and behind them the next one from now on; null: none
-- columns: due_at
select (select d.due_at
        from hentra.dossier d
        where d.due_at > w.until and hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at)
        order by d.due_at
        limit 1) as due_at
from (select hentra.instant(u.until) as until, u.n
      from unnest($1::bigint[]) with ordinality as u (until, n)
      union all
      select $2::timestamptz - interval '1 microsecond', 1000000) w
order by w.n;
