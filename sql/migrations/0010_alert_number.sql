-- Numbers of alerts and digests that a warehouse never gives out twice, also when it was set back to an older dump or backup; and indexes
-- for what people look at most.

-- A number says in which millisecond it was given, by the server's clock, which goes on where a warehouse is set back: the milliseconds since
-- 2025 times 1024, and a count within them. Below 2^53, so that JavaScript reads it as it is. What came before keeps its number, which is smaller.
create sequence hentra.alert_number minvalue 0 maxvalue 1023 cycle;
comment on sequence hentra.alert_number is 'Counts within a millisecond the numbers of alerts and digests (alert.alert_id, alert_delivery.digest_number).';
alter table hentra.alert
        alter column alert_id drop identity,
        alter column alert_id set default (floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1735689600000) * 1024 + nextval('hentra.alert_number');

-- An alert that is raised again gets a new number, and so a row of its own: its next transition may have been told by what was set back.
alter table hentra.alert drop constraint alert_dossier_id_rule_id_step_due_at_key;
-- In this order it is also found by the steps that another one supersedes, as alert_raised was.
create unique index alert_stands_once on hentra.alert (rule_id, step, due_at, dossier_id) where transition % 2 = 1;
drop index hentra.alert_raised;
create index alert_of_dossier on hentra.alert (dossier_id);

alter table hentra.alert_delivery
        add column digest_number bigint,
        add constraint alert_delivery_number_is_of_a_digest check (digest_number is null or digest_day is not null);

comment on table hentra.alert is 'One row for each time that a dossier met a rule, at a step, for a due date; view alert_open shows those that stand. Of a dossier, rule, step and due date one stands at most.';
comment on column hentra.alert.alert_id is 'Number given by this warehouse, never twice, also where it was set back to an older dump: milliseconds since 2025 times 1024, and a count; below 2^53. With the transition it is the id of every message about it. An older hentra counted from 1.';
comment on column hentra.alert.transition is 'Number of its last transition; odd: it is raised, even: it is cleared. Always 1 or 2, but of alerts that an older hentra raised more than once.';
comment on column hentra.alert_transition.transition is 'Number of the transition, from 1; odd: raised, even: cleared. An alert that is raised again is a new one; those of an older hentra went on counting.';
comment on column hentra.alert_delivery.digest_number is 'Of a digest: its number, given like alert.alert_id, the same for all its parts; in the id of its messages. Null: an alert, or a digest of an older hentra.';

-- What is open, paused or not: open_dossier asks for all of it, the alerter for what runs, which the second column tells without the row.
create index dossier_open on hentra.dossier (due_at, paused_at) where received_at is not null and ended_by is null;
drop index hentra.dossier_running;
-- What was resolved late: with dossier_open all of late_dossier.
create index dossier_late on hentra.dossier (ended_at) where instant_class = 2;
-- What the dead-letter topic has not had yet.
create index quarantine_unrelayed on hentra.quarantine (topic, partition, kafka_offset) where relayed_at is null;
-- Who was told of an alert.
create index alert_delivery_of_alert on hentra.alert_delivery (alert_id, transition) where alert_id is not null;
