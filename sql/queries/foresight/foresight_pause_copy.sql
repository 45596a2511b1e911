-- COPY of rows in binary format into foresight_pause
copy hentra.foresight_pause (dossier_id, paused_micros) from stdin (format binary);
