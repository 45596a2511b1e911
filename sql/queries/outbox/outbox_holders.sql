-- Transactions that may hold rows of the outbox back; asked behind outbox_position, never before it.
-- columns: holder pid gid since database application
select h.holder, h.pid, h.gid, h.since, h.database, h.application from hentra_outbox.holders() h order by h.since nulls last
