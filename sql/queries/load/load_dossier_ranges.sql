-- $1 first ids text[], $2 last ids text[], of ranges -> number of each range, from 1, that holds any dossier
-- columns: number
select r.number::integer as number
from unnest($1::text[], $2::text[]) with ordinality as r (first, last, number)
where exists (select from hentra.dossier d where d.dossier_id between r.first and r.last);
