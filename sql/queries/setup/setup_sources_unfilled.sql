-- no parameters -> unfilled: dossiers were loaded without being counted for their sources, by a hentra that kept nothing of these
-- columns: unfilled
select (select count(*) from hentra.dossier) <> coalesce((select sum(dossiers) from hentra.source_day), 0) as unfilled;
