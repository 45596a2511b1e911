-- $1 ids text[] -> dossier_id, history, marks, hash of the history: of those that are there
select dossier_id, history, marks, hash_array_extended(history, 0)
from hentra.dossier
where dossier_id = any ($1);
