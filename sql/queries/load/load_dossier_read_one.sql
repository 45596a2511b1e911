-- $1 id text -> the dossier, if it is there, with the hash of its history
-- columns: dossier_id history marks read_hash
select dossier_id, history, marks, hash_array_extended(history, 0) as read_hash
from hentra.dossier
where dossier_id = $1;
