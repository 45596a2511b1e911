-- script: begins, and keeps every loader from moving a position until the end
begin;
notify hentra_dossier; -- with the commit: any may have changed
set local idle_in_transaction_session_timeout = 0;
lock table hentra.agency in row exclusive mode; -- the first, as in catalogue_begin
lock table hentra.position in exclusive mode;
-- Whoever would add up for form 06 meanwhile leaves it.
do $$ begin perform from hentra.form06_grouping for update; end $$;
