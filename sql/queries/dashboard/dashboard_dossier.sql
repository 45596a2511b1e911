-- $1 dossier_id text -> the dossier, and everything that was said of it in the order of its places, as JSON; no row: there is none that the role sees
-- columns: dossier statements
select row_to_json(d)::text as dossier,
       (select coalesce(json_agg(s order by s.place), '[]')::text from hentra.dossier_statement s where s.dossier_id = $1) as statements
from hentra.dossier_detail d
where d.dossier_id = $1;
