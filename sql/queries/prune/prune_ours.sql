-- $1 number of the lock integer -> ours: this connection is the one that prunes; whether the server only reads; pages of the tables that are pruned; what is kept for good: frozen reports and their rows
-- columns: ours reads_only deliveries alerts quarantine frozen frozen_rows
select pg_try_advisory_lock($1, 1) as ours,
       current_setting('transaction_read_only')::boolean as reads_only,
       pg_relation_size('hentra.alert_delivery') / b.bytes as deliveries, pg_relation_size('hentra.alert') / b.bytes as alerts,
       pg_relation_size('hentra.quarantine') / b.bytes as quarantine,
       (select count(*) from hentra.frozen_report) as frozen,
       (select coalesce(sum(rows), 0)::bigint from hentra.frozen_report) as frozen_rows
from (select current_setting('block_size')::bigint as bytes) b;
