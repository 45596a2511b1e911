-- Sources: what each has sent, by day; pauses of sources; and alerts of sources that have gone silent.

-- Kept by loaders in the transaction of each batch. Nothing refers to hentra.source: the check of it would lock that row for every batch.
create table hentra.source_day (
        source_id integer not null,
        day date not null,
        shard integer not null,
        events bigint not null,
        dossiers bigint not null,
        lag_ms bigint not null,
        flags bigint not null,
        first_heard_at timestamptz not null,
        last_heard_at timestamptz not null,
        last_observed_at timestamptz not null,
        last_stated_at timestamptz not null,
        slots bit(144) not null,
        primary key (source_id, day, shard)
) with (fillfactor = 70);

comment on table hentra.source_day is 'What the warehouse has taken from a source on a day: the sum of its shards. View source_health shows it.';
comment on column hentra.source_day.source_id is 'The source.';
comment on column hentra.source_day.day is 'Local day on which its events were heard.';
comment on column hentra.source_day.shard is 'Which partition''s loader wrote it (position.position_id), so that two loaders never wait for one row; 0: filled by setup or a repair from the histories of dossiers.';
comment on column hentra.source_day.events is 'Events that were loaded, repetitions too. Of shard 0: statements in the histories.';
comment on column hentra.source_day.dossiers is 'Dossiers of which the warehouse heard first by one of them. Over all sources and days that is every dossier.';
comment on column hentra.source_day.lag_ms is 'Milliseconds from the statement to the hearing, of all events together.';
comment on column hentra.source_day.flags is 'Values that flags of the events had, a bit each (consumers/warehouse/source_day.h; function source_constant_flags).';
comment on column hentra.source_day.first_heard_at is 'When the first of them was heard: the time at which Kafka has it; where the loader''s clock is simulated (clock.*), when hentra first saw it.';
comment on column hentra.source_day.last_heard_at is 'When the last of them was heard.';
comment on column hentra.source_day.last_observed_at is 'Greatest time at which hentra first saw one of them; of a retraction, which is kept without that time, when it was stated.';
comment on column hentra.source_day.last_stated_at is 'Greatest time at which the source stated one of them.';
comment on column hentra.source_day.slots is 'In which 10 minutes of the local day something was heard: the first bit from 00:00.';

create table hentra.source_pause (
        pause_id integer generated always as identity primary key,
        source_id integer not null references hentra.source,
        reason text not null,
        until timestamptz,
        paused_at timestamptz not null default now(),
        paused_by text not null default session_user,
        resumed_at timestamptz,
        resumed_by text,
        constraint source_pause_reason_is_printable check (reason ~ '[^[:space:]]' and reason !~ '[[:cntrl:]]' and length(reason) <= 200),
        constraint source_pause_ends_whole check ((resumed_at is null) = (resumed_by is null))
);
create unique index source_pause_is_one on hentra.source_pause (source_id) where resumed_at is null;

comment on table hentra.source_pause is 'Pauses of sources, one row each: what a paused source sends is set aside, and its silence raises no alert. Written by `hentra source pause` and `resume` alone: loaders must hear of it.';
comment on column hentra.source_pause.pause_id is 'Number given by this warehouse.';
comment on column hentra.source_pause.source_id is 'The source.';
comment on column hentra.source_pause.reason is 'Why, in the words of who paused it.';
comment on column hentra.source_pause.until is 'The pause ends by itself then; null: it ends when somebody resumes the source.';
comment on column hentra.source_pause.paused_at is 'When it was paused.';
comment on column hentra.source_pause.paused_by is 'Role of the database that paused it.';
comment on column hentra.source_pause.resumed_at is 'When it was resumed; null: not yet.';
comment on column hentra.source_pause.resumed_by is 'Role of the database that resumed it; null: nobody yet.';

alter table hentra.quarantine
        add column source_id integer,
        add column cause smallint not null default 0,
        add constraint quarantine_cause_is_0_to_4 check (cause between 0 and 4);
comment on column hentra.quarantine.source_id is 'The source that it is from; null: it cannot be read, or was set aside by an older hentra.';
comment on column hentra.quarantine.cause is '0 set aside by an older hentra, 1 it cannot be read, 2 rejected by a rule of the loader, 3 refused by the database, 4 its source is paused.';
-- Those of paused sources are not dead: they come back when the source is resumed.
drop index hentra.quarantine_unrelayed;
create index quarantine_unrelayed on hentra.quarantine (topic, partition, kafka_offset) where relayed_at is null and cause <> 4;
create index quarantine_of_source on hentra.quarantine (source_id, cause, topic, partition, kafka_offset)
        where source_id is not null and replayed_at is null;

-- A rule of kind 4 is about sources, and alerts of it have a source in place of a dossier.
alter table hentra.alert_rule
        drop constraint alert_rule_kind_is_1_to_3,
        add constraint alert_rule_kind_is_1_to_4 check (kind between 1 and 4),
        add column factor numeric(6,2),
        add constraint alert_rule_silence_has_a_factor check ((kind = 4) = (factor is not null)),
        add constraint alert_rule_factor_is_1_to_1000 check (factor between 1 and 1000),
        add constraint alert_rule_silence_is_60_or_more check (kind <> 4 or cardinality(offsets) = 1 and offsets[1] >= 60),
        add constraint alert_rule_silence_is_of_all_sources
                check (kind <> 4 or num_nonnulls(level, agency_id, procedure_id, case_kind) = 0);
comment on column hentra.alert_rule.kind is '1 due soon, 2 overdue, 3 escalation, 4 a source gone silent.';
comment on column hentra.alert_rule.factor is 'Of kind 4: a source is silent after so many times the silence that is usual for it, but not before the working minutes in offsets. Null: another kind.';
insert into hentra.alert_rule (name, kind, offsets, factor)
select 'source-silent', 4, '{60}', 3
where not exists (select from hentra.alert_rule where name = 'source-silent');

alter table hentra.alert
        alter column dossier_id drop not null,
        add column source_id integer,
        add column usual_minutes integer,
        add constraint alert_is_of_a_dossier_or_a_source check (num_nonnulls(dossier_id, source_id) = 1),
        add constraint alert_of_a_source_tells_what_is_usual check ((source_id is null) = (usual_minutes is null));
create unique index alert_of_source_stands_once on hentra.alert (source_id, rule_id) where transition % 2 = 1 and source_id is not null;
comment on column hentra.alert.dossier_id is 'Code of the dossier; null: it is about a source.';
comment on column hentra.alert.source_id is 'The source that it is about; null: it is about a dossier.';
comment on column hentra.alert.usual_minutes is 'Of a source: the silence that was usual for it when the alert was raised, in working minutes. Null: it is about a dossier.';
comment on column hentra.alert.due_at is 'The due date that it is about. Another due date of the dossier is another alert. Of a source: since when it is silent.';

alter table hentra.alert_transition
        drop constraint alert_transition_reason_check,
        add constraint alert_transition_reason_is_0_to_10 check (reason between 0 and 10);
comment on column hentra.alert_transition.reason is '0 raised; cleared since the dossier was 1 resolved, 2 refused, 3 withdrawn, 4 stopped, 5 paused (or its source is), 6 given another due date, or since 7 a later step or the overdue alert took its place, 8 the rule does not cover it any more, 9 a correction says that it was never received, 10 the source was heard again.';
comment on column hentra.alert_transition.agency_id is 'Agency where the dossier was then; 0: it is about a source.';
