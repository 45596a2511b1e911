-- $1 ids of dossiers that changed, one per line, text -> those of them that are open, or that were when their pauses were noted
-- columns: dossier_id history marks paused_micros
select d.dossier_id, d.history, d.marks, coalesce(p.paused_micros, 0) as paused_micros
from (select distinct dossier_id from unnest(string_to_array($1, E'\n')) as changed (dossier_id)) changed
cross join lateral (
        select d.dossier_id, d.history, d.marks, d.received_at, d.ended_by
        from hentra.dossier d
        where d.dossier_id = changed.dossier_id
        offset 0) d
left join hentra.foresight_pause p on p.dossier_id = d.dossier_id
where d.received_at is not null and d.ended_by is null or p.dossier_id is not null;
