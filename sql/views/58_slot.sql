-- What keeps the server's log for a subscriber of the publication (docs/feeding.md).

create view hentra.slot_health as
select s.slot_name as slot, s.active, s.wal_status,
       pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
                       s.restart_lsn)::bigint as kept_bytes,
       pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
                       s.confirmed_flush_lsn)::bigint as behind_bytes,
       s.safe_wal_size as room_bytes
from pg_replication_slots s
where s.slot_type = 'logical' and s.database = current_database();
comment on view hentra.slot_health is 'Subscribers of this database, one row a replication slot: whether each reads, and what the server keeps for it. A slot that nobody reads keeps the log until the disk is full, or max_slot_wal_keep_size is reached.';
comment on column hentra.slot_health.slot is 'Name of the slot; CREATE SUBSCRIPTION gives it that of the subscription.';
comment on column hentra.slot_health.active is 'Somebody reads it now.';
comment on column hentra.slot_health.wal_status is 'reserved or extended: all is kept; unreserved: the oldest goes with the next checkpoint; lost: it is gone, and the subscriber must begin anew.';
comment on column hentra.slot_health.kept_bytes is 'Bytes of the server''s log that are kept for it; null: none, since it is lost.';
comment on column hentra.slot_health.behind_bytes is 'Bytes of the log that its reader has not confirmed.';
comment on column hentra.slot_health.room_bytes is 'Bytes that may still be written before it is lost; null: no limit is set, so that it can fill the disk.';
