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
