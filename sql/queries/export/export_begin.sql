-- no parameters -> what the snapshot of this transaction is: the oldest transaction that may still write, the next one's number, the server
-- (a copy or a restored one is another), and what facts are
-- columns: horizon next identity standby zone rule_version dossiers
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next,
       concat_ws('/', (select system_identifier from pg_control_system()),
                 -- The control file names a new timeline only after the next checkpoint.
                 case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
                      else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer end,
                 (select oid from pg_database where datname = current_database()), 'hentra.dossier'::regclass::oid) as identity,
       pg_is_in_recovery() as standby, w.zone, w.rule_version, (select count(*) from hentra.dossier) as dossiers
from hentra.warehouse w;
