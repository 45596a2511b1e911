-- Transitions of alerts get a number in the order in which they were committed: every look at the deadlines holds the one row of
-- hentra.alert_progress, so two never write at once. Whoever follows them remembers one number.

alter table hentra.alert_transition add column number bigint generated always as identity;
create unique index alert_transition_number on hentra.alert_transition (number);
comment on column hentra.alert_transition.number is 'Ascending in the order in which transitions became visible: whoever has seen one has seen all before it. Of those older than this column, about in their order.';

-- By hour of today and yesterday. Where dossiers lie as they came, it finds them; it costs a loader nothing worth measuring.
create index dossier_received on hentra.dossier using brin (received_at) with (pages_per_range = 16, autosummarize = on);
create index dossier_ended on hentra.dossier using brin (ended_at) with (pages_per_range = 16, autosummarize = on);
