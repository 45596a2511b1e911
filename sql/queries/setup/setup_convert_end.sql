-- script: what takes long and can be done before the tables are exchanged
-- schema: 13
create index if not exists dossier_compact_open on hentra.dossier_compact (due_at, paused_at) where received_at is not null and ended_by is null;
create index if not exists dossier_compact_late on hentra.dossier_compact (ended_at) where instant_class = 2;
analyze hentra.dossier_compact;
reset enable_sort;
reset enable_seqscan;
reset enable_bitmapscan;
