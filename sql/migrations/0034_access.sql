-- What loaders tell of lies in a table. PostgreSQL has no right for listening: a payload is heard by whoever can log in, and so holds a number alone.

create table hentra.notice (
        notice_id bigint generated always as identity primary key,
        dossiers text,
        moves text,
        told_at timestamptz not null default clock_timestamp()
);
comment on table hentra.notice is 'What loaders have written lately, for alerters, who hear the number of a row (NOTIFY hentra_notice) and read it under their rights. Kept for about a minute.';
comment on column hentra.notice.notice_id is 'Number, the payload of the notification.';
comment on column hentra.notice.dossiers is 'Codes of dossiers whose deadlines may have changed, one a line; empty: of any; null: of none.';
comment on column hentra.notice.moves is 'Moves of positions that this was written with, a line each: position_id, from and to; null: none.';
comment on column hentra.notice.told_at is 'When, by the clock of the database.';

-- What the pages ask, by an index. Of dossiers that lie as they came, it finds those that were handed over in a range, as dossier_received does.
create index dossier_returned on hentra.dossier using brin (returned_at) with (pages_per_range = 16, autosummarize = on);
-- Petitions and tasks are few among the flows.
create index flow_day_other on hentra.flow_day (case_kind, day) where case_kind <> 0;
-- The newest of an agency.
create index alert_transition_agency on hentra.alert_transition (agency_id, number);
create index alert_transition_recipient on hentra.alert_transition (recipient_id, number);

-- Whether an alert is seen was found for all alerts at once, however few were asked for (sql/views/70_access.sql has the new rule).
drop policy if exists seen_by_transition on hentra.alert;
drop policy if exists seen_by_transition on hentra.alert_ack;
