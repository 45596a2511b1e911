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

-- What `hentra export` reads.

-- Numbers of transactions are 64 bits wide, a row has the lower 32 of them, which are ordered only within 2^31 of each other. Below 3 no
-- transaction is.
create function hentra.written_since(row_xmin xid, horizon bigint) returns boolean language sql immutable parallel safe
return case when row_xmin::text::bigint < 3 then false
            else (row_xmin::text::bigint - horizon) & 4294967295 < 2147483648 end;
comment on function hentra.written_since is 'Whether a row (its xmin) was written by a transaction with this number (the lower 32 bits count) or a later one. Right while less than 2^31 transactions lie between the horizon and now; a row that is older than the horizon by more than that counts as written since.';

do $$
declare
        flows record;
        c record;
begin
        for flows in
                select t.base, t.keys, t.grouped, t.tables,
                       string_agg(format('coalesce(sum(f.%1$s), 0)::bigint as %1$s', m.name), ', ' order by m.n) as sums,
                       string_agg(format('coalesce(sum(f.%1$s), 0) <> 0', m.name), ' or ' order by m.n) as anything
                from (values ('flow_day', 'hentra.half_month_of(f.day) as half_month, f.day, a.code as agency', 'f.day, a.code', ''),
                             ('flow_half_month', 'f.half_month, a.code as agency, r.code as procedure', 'f.half_month, a.code, r.code',
                              'left join hentra.procedure r using (procedure_id)')) as t (base, keys, grouped, tables)
                cross join lateral hentra.measures_of(('hentra.' || t.base)::regclass) with ordinality as m (name, n)
                group by t.base, t.keys, t.grouped, t.tables
        loop
                execute format($view$
                        create view hentra.%I as
                        select %s, hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind, %s
                        from hentra.%I f join hentra.agency a using (agency_id) %s
                        group by %s, f.channel, f.case_kind having %s
                        $view$, flows.base || '_export', flows.keys, flows.sums, flows.base, flows.tables, flows.grouped, flows.anything);
        end loop;
        for c in
                select v.relname, a.attname,
                       coalesce(w.about, col_description(('hentra.' || t.base)::regclass, b.attnum)) as about
                from (values ('flow_day_export', 'flow_day'), ('flow_half_month_export', 'flow_half_month')) as t (view, base)
                join pg_class v on v.oid = ('hentra.' || t.view)::regclass
                join pg_attribute a on a.attrelid = v.oid and a.attnum > 0
                left join pg_attribute b on b.attrelid = ('hentra.' || t.base)::regclass and b.attname = a.attname
                left join (values ('half_month', 'First day of the half month, the 1st or the 15th: an export has all rows of a half month, or none.'),
                                  ('agency', 'Code of the agency the fact belongs to.'),
                                  ('procedure', 'Code of the procedure; null: none was said.'),
                                  ('channel', 'DIRECT, ONLINE, POSTAL or UNKNOWN.'),
                                  ('case_kind', 'DOSSIER, PETITION or TASK.')) as w (name, about) on w.name = a.attname
        loop
                execute format('comment on column hentra.%I.%I is %L', c.relname, c.attname, c.about);
        end loop;
end $$;
comment on view hentra.flow_day_export is 'Flows by day as `hentra export` writes them: codes and words, shards summed, rows of zeros left out.';
comment on view hentra.flow_half_month_export is 'Flows by half month as `hentra export` writes them: codes and words, shards summed, rows of zeros left out.';
