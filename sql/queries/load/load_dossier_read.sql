-- $1 ids text[] -> those dossiers that are there, with the hash of their history
-- columns: dossier_id history marks read_hash
select dossier_id, history, marks, hash_array_extended(history, 0) as read_hash
from hentra.dossier
where dossier_id = any ($1);
