-- script: begins, and keeps every loader from moving a position until the end
begin;
set local idle_in_transaction_session_timeout = 0;
lock table hentra.position in exclusive mode;
