-- script: COPY in binary of dossiers that were read as present, with the hash of the history that was read
copy pg_temp.dossier_change from stdin (format binary);
