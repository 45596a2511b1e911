-- Alerts: rules, alerts and what became of them. An alert is that a rule holds for a dossier and its due date, at one of the
-- rule's steps; it is raised, cleared, and raised again, and every change is a row of alert_transition, from which it is told
-- to others.

-- Open dossiers whose clock runs, by due date. What is paused or stopped is not late meanwhile, so it is no deadline either.
drop index hentra.dossier_open;
create index dossier_running on hentra.dossier (due_at)
        where received_at is not null and ended_by is null and paused_at is null;

create table hentra.alert_rule (
        rule_id integer generated always as identity primary key,
        name text not null unique,
        kind smallint not null check (kind between 1 and 3),
        offsets integer[] not null, -- working minutes from the due date, ascending; below 0: before it
        level smallint check (level between 0 and 3),
        agency_id integer references hentra.agency,
        procedure_id integer references hentra.procedure,
        case_kind smallint check (case_kind between 0 and 2),
        enabled boolean not null default true,
        start_mark timestamptz,
        check (cardinality(offsets) between 1 and 16),
        check (array_position(offsets, null) is null),
        check (case kind when 1 then 0 > all (offsets) when 2 then offsets = array[0] else 0 < all (offsets) end)
);
insert into hentra.alert_rule (name, kind, offsets, case_kind)
values ('due-soon', 1, '{-480}', 0), ('overdue', 2, '{0}', 0), ('escalation', 3, '{1440,2880}', 0);

create table hentra.alert (
        alert_id bigint generated always as identity primary key,
        dossier_id text collate "C" not null,
        rule_id integer not null references hentra.alert_rule,
        step smallint not null,
        due_at timestamptz not null,
        transition integer not null check (transition > 0), -- odd: raised
        unique (dossier_id, rule_id, step, due_at)
);
create index alert_raised on hentra.alert (rule_id, step, due_at) where transition % 2 = 1; -- for a step that another one supersedes

create table hentra.alert_transition (
        alert_id bigint not null, -- of hentra.alert; not declared, since each row would be looked up again
        transition integer not null,
        at timestamptz not null,
        reason smallint not null check (reason between 0 and 9),
        agency_id integer not null,
        recipient_id integer not null,
        procedure_id integer not null,
        case_kind smallint not null,
        stale boolean not null,
        published_at timestamptz,
        primary key (alert_id, transition),
        check ((reason = 0) = (transition % 2 = 1))
);
create index alert_transition_unpublished on hentra.alert_transition (alert_id, transition) where published_at is null;

-- The one row that every look at the deadlines locks, so that two alerters take turns.
create table hentra.alert_progress (
        singleton boolean primary key default true check (singleton),
        reached timestamptz,
        looked_at timestamptz
);
insert into hentra.alert_progress default values;

comment on table hentra.alert_rule is 'When an alert is raised. Rows may be added and changed at any time; the alerter is told, and reads them again.';
comment on column hentra.alert_rule.rule_id is 'Number given by this warehouse.';
comment on column hentra.alert_rule.name is 'Name, as it stands in alerts.';
comment on column hentra.alert_rule.kind is '1 due soon, 2 overdue, 3 escalation.';
comment on column hentra.alert_rule.offsets is 'The rule''s steps: working minutes from the due date, ascending. Due soon: before it, {-960,-240} for two working days and half a day; overdue: {0}; escalation: after it, each step goes one agency further up. A later step takes the place of an earlier one.';
comment on column hentra.alert_rule.level is 'Only agencies of this level (0 unknown, 1 province, 2 district, 3 commune); null: all.';
comment on column hentra.alert_rule.agency_id is 'Only this agency; null: all.';
comment on column hentra.alert_rule.procedure_id is 'Only this procedure; null: all.';
comment on column hentra.alert_rule.case_kind is 'Only this kind of case (0 dossier, 1 petition, 2 task); null: all.';
comment on column hentra.alert_rule.enabled is 'False: raises nothing, and what it raised is cleared.';
comment on column hentra.alert_rule.start_mark is 'Set once, when the alerter first meets the rule: it raises nothing for steps whose time was up to this instant. Null: not met yet.';

comment on table hentra.alert is 'One row for a dossier, a rule, a step and a due date; view alert_open shows those that stand.';
comment on column hentra.alert.alert_id is 'Number given by this warehouse. With the transition it is the id of every message about it.';
comment on column hentra.alert.dossier_id is 'Code of the dossier.';
comment on column hentra.alert.rule_id is 'The rule.';
comment on column hentra.alert.step is 'Step of the rule, from 1: which of its offsets.';
comment on column hentra.alert.due_at is 'The due date that it is about. Another due date of the dossier is another alert.';
comment on column hentra.alert.transition is 'Number of its last transition, from 1; odd: it is raised, even: it is cleared.';

comment on table hentra.alert_transition is 'Every raising and clearing of an alert, in order; never changed but for published_at.';
comment on column hentra.alert_transition.alert_id is 'The alert.';
comment on column hentra.alert_transition.transition is 'Number of the transition, from 1; odd: raised, even: cleared.';
comment on column hentra.alert_transition.at is 'When, by the alerter''s clock (clock.* of its configuration).';
comment on column hentra.alert_transition.reason is '0 raised; cleared since the dossier was 1 resolved, 2 refused, 3 withdrawn, 4 stopped, 5 paused, 6 given another due date, or since 7 a later step or the overdue alert took its place, 8 the rule does not cover it any more, 9 a correction says that it was never received.';
comment on column hentra.alert_transition.agency_id is 'Agency where the dossier was then.';
comment on column hentra.alert_transition.recipient_id is 'Agency the alert is for: of an escalation one or more steps up, as far as the catalogue knows; else where the dossier is.';
comment on column hentra.alert_transition.procedure_id is 'Procedure; 0: none was said.';
comment on column hentra.alert_transition.case_kind is '0 dossier, 1 petition, 2 task.';
comment on column hentra.alert_transition.stale is 'Raised on stale knowledge: a loader was behind, or away, for longer than alert.patience.';
comment on column hentra.alert_transition.published_at is 'When the topic had it; null: not yet.';

comment on table hentra.alert_progress is 'How far the deadlines have been looked at: one row, which every look locks.';
comment on column hentra.alert_progress.singleton is 'Always true: there is one row.';
comment on column hentra.alert_progress.reached is 'Every deadline up to this instant has been looked at; null: none.';
comment on column hentra.alert_progress.looked_at is 'When the last look was, by the alerter''s clock; null: never.';
