-- $1 id text -> the dossier, if it is there, with the transaction that wrote it
-- columns: dossier_id history marks read_xmin
select dossier_id, history, marks, xmin as read_xmin
from hentra.dossier
where dossier_id = $1;
