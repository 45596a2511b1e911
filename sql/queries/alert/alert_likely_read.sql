-- $1 ids of dossiers that changed, one per line, text; the return dates of a portion: $2 after timestamptz, $3 up to timestamptz (null: none) -> of the first those that are open, or that were when their pauses were noted; of the others those that are open and were written since pauses were noted
-- columns: dossier_id history marks paused_micros
select d.dossier_id, d.history, d.marks, coalesce(p.paused_micros, 0) as paused_micros
from (select dossier_id from unnest(string_to_array($1, E'\n')) as changed (dossier_id)
      union
      select d.dossier_id
      from hentra.foresight_noted n
      cross join lateral (
              select d.dossier_id
              from hentra.dossier d
              where d.due_at > $2 and d.due_at <= $3 and d.received_at is not null and d.ended_by is null
                and hentra.written_since(d.xmin, n.horizon)
              offset 0) d) changed
cross join lateral (
        select d.dossier_id, d.history, d.marks, d.received_at, d.ended_by
        from hentra.dossier d
        where d.dossier_id = changed.dossier_id
        offset 0) d
left join hentra.foresight_pause p on p.dossier_id = d.dossier_id
where d.received_at is not null and d.ended_by is null or p.dossier_id is not null;
