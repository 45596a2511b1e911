-- no parameters -> where the copying has come to: the greatest id (empty: nothing), how many, of how many
-- schema: 13
-- columns: last_id done dossiers
select coalesce((select dossier_id from hentra.dossier_compact order by dossier_id desc limit 1), '') as last_id,
       (select count(*) from hentra.dossier_compact) as done, (select count(*) from hentra.dossier) as dossiers;
