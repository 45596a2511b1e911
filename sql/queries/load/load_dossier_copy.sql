-- script: COPY in binary of dossiers that were read as absent, sorted by id
copy hentra.dossier from stdin (format binary);
