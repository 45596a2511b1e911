-- What was deleted because it was old (`hentra prune`), and what was removed because it should never have been there (`hentra erase`).

create table hentra.prune_run (
        run_id integer generated always as identity primary key,
        run_by text not null default session_user,
        started_at timestamptz not null default clock_timestamp(),
        moved_at timestamptz not null default clock_timestamp(),
        ended_at timestamptz,
        alerts_before timestamptz,
        deliveries_before timestamptz,
        quarantine_before timestamptz,
        alerts bigint not null default 0,
        transitions bigint not null default 0,
        deliveries bigint not null default 0,
        quarantine bigint not null default 0,
        bytes bigint not null default 0
);
comment on table hentra.prune_run is 'Runs of `hentra prune --yes`, one row each. Counts move in the transaction of each portion, so they are right of a run that was stopped or killed, too.';
comment on column hentra.prune_run.run_id is 'Number given by this warehouse.';
comment on column hentra.prune_run.run_by is 'Role of the database that ran it.';
comment on column hentra.prune_run.started_at is 'When it began, by the clock of the database.';
comment on column hentra.prune_run.moved_at is 'When its last portion was deleted.';
comment on column hentra.prune_run.ended_at is 'When it was through; null: it runs, or was stopped, and another run goes on.';
comment on column hentra.prune_run.alerts_before is 'Alerts went that were cleared before this, by the alerter''s clock (prune.alerts); null: all were kept.';
comment on column hentra.prune_run.deliveries_before is 'Deliveries went that were done before this (prune.deliveries); null: all were kept.';
comment on column hentra.prune_run.quarantine_before is 'Messages of the quarantine went that were done with before this (prune.quarantine); null: all were kept.';
comment on column hentra.prune_run.alerts is 'Alerts that were deleted.';
comment on column hentra.prune_run.transitions is 'Their raisings and clearings.';
comment on column hentra.prune_run.deliveries is 'Deliveries that were deleted.';
comment on column hentra.prune_run.quarantine is 'Messages of the quarantine that were deleted.';
comment on column hentra.prune_run.bytes is 'Bytes of all these rows, without indexes.';

create table hentra.erasure (
        erasure_id integer generated always as identity primary key,
        erased_by text not null default session_user,
        erased_at timestamptz not null default clock_timestamp(),
        reason text not null,
        characters integer not null,
        constraint erasure_reason_is_printable check (reason ~ '[^[:space:]]' and reason !~ '[[:cntrl:]]' and length(reason) <= 200)
);
comment on table hentra.erasure is 'Texts that were removed by `hentra erase --yes`, one row each: who, when, why, and never the text itself. A hash of a short text, a telephone number say, is as good as the text to who can try them all, so only its length is kept.';
comment on column hentra.erasure.erasure_id is 'Number given by this warehouse.';
comment on column hentra.erasure.erased_by is 'Role of the database that did it.';
comment on column hentra.erasure.erased_at is 'When, by the clock of the database.';
comment on column hentra.erasure.reason is 'Why, in the words of who did it: the number of a request, say.';
comment on column hentra.erasure.characters is 'Length of the text in characters.';

create table hentra.erasure_place (
        erasure_id integer not null references hentra.erasure,
        place text not null,
        found bigint not null,
        removed bigint not null,
        primary key (erasure_id, place)
);
comment on table hentra.erasure_place is 'Where a text was found that was removed, and in how much of it.';
comment on column hentra.erasure_place.erasure_id is 'The erasure.';
comment on column hentra.erasure_place.place is 'Column of a table, or a file.';
comment on column hentra.erasure_place.found is 'Rows that held it; of a file how often it did.';
comment on column hentra.erasure_place.removed is 'How many of them hold it no more.';
