-- What was deleted because it was old (`hentra prune`).

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
