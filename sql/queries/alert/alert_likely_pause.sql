-- $1 dossier_id text[], $2 paused microseconds bigint[] -> notes the pauses of these dossiers that are over; 0: none
with seen as materialized (
        select s.dossier_id, s.paused_micros
        from unnest($1::text[], $2::bigint[]) as s (dossier_id, paused_micros)),
gone as (
        delete from hentra.foresight_pause p
        using seen s
        where p.dossier_id = s.dossier_id and s.paused_micros = 0)
insert into hentra.foresight_pause as p (dossier_id, paused_micros)
select dossier_id, paused_micros from seen where paused_micros > 0
order by dossier_id
on conflict (dossier_id) do update set paused_micros = excluded.paused_micros where p.paused_micros <> excluded.paused_micros;
