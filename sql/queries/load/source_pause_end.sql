-- $1 source_id integer -> one row changed, unless it is not paused
update hentra.source_pause
set resumed_at = now(), resumed_by = hentra.who()
where source_id = $1 and resumed_at is null;
