-- $1 ids text[] -> those dossiers that are there, with the transaction that wrote it
-- columns: dossier_id history marks read_xmin
select dossier_id, history, marks, xmin as read_xmin
from hentra.dossier
where dossier_id = any ($1);
