-- $1 ids text[] -> those dossiers that are there, with the transaction that wrote it
-- columns: dossier_id history marks read_xmin
-- (a join, since `= any` would now and then be planned as a scan of the table: dossier_change_session.sql)
select d.dossier_id, d.history, d.marks, d.xmin as read_xmin
from unnest($1::text[]) as i (id)
join hentra.dossier d on d.dossier_id = i.id;
