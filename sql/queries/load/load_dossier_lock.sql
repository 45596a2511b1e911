-- no parameters -> how many dossiers of dossier_change are there: locks them in order of id, so two workers never wait crosswise
select count(*) from (
        select 1
        from hentra.dossier d
        join pg_temp.dossier_change c using (dossier_id)
        order by d.dossier_id
        for update of d
) locked;
