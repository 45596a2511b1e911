-- $1 ids of dossiers that changed, one a line; empty: any may have, text -> tells the alerters
select pg_notify('hentra_dossier', $1);
