-- no parameters -> every dossier: dossier_id, history, marks, and the derived columns in the order of the table
select * from hentra.dossier;
