-- One program feeds from an outbox: a lock of the session, which ends with it. columns: is the outbox there, is it ours now.
-- columns: there ours
select to_regclass('hentra_outbox.position') is not null as there, pg_try_advisory_lock(1751479410, 1869968495) as ours
