-- What pages ask of a day, and of all dossiers that are open, reads fewer blocks.

-- With the agency and the kind in it, the index alone answers how many are open, overdue and due (sql/queries/dashboard/dashboard_today.sql).
drop index hentra.dossier_open;
create index dossier_open on hentra.dossier (due_at, paused_at) include (agency_id, case_kind) where received_at is not null and ended_by is null;

-- Of a year that was loaded at once, each agency's dossiers lie by their days: a day is in a block here and two there, of which sixteen were read.
-- Loaders keep the ranges (sql/views/44_dossier_blocks.sql): autosummarize asks the server once for each range that a COPY fills, which takes
-- few such requests at a time, and writes a line into its log for each of the others.
drop index hentra.dossier_received, hentra.dossier_ended, hentra.dossier_returned;
create index dossier_received on hentra.dossier using brin (received_at) with (pages_per_range = 2);
create index dossier_ended on hentra.dossier using brin (ended_at) with (pages_per_range = 2);
create index dossier_returned on hentra.dossier using brin (returned_at) with (pages_per_range = 16);

-- What a large load leaves of them, and which blocks an index alone answers for, is vacuum's to find: not only after a fifth of all dossiers.
alter table hentra.dossier set (autovacuum_vacuum_insert_scale_factor = 0.02);
