-- $1 id text -> dossier_id, history, marks, hash of the history: if it is there
select dossier_id, history, marks, hash_array_extended(history, 0)
from hentra.dossier
where dossier_id = $1;
