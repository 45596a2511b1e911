-- Foresight: how long dossiers of each group stay open, as fitted last; and alerts of dossiers that are likely to be late.

create table hentra.foresight_fit (
        fit_id integer generated always as identity primary key,
        as_of timestamptz not null,
        since timestamptz not null,
        rule_version integer not null,
        calendar_version integer not null,
        lifetimes bigint not null,
        ended bigint not null,
        curves integer not null,
        k_field double precision not null,
        k_procedure double precision not null,
        k_term double precision not null,
        k_agency double precision not null,
        day_micros bigint not null,
        fitted_at timestamptz not null default now(),
        fitted_by text not null default session_user
);
comment on table hentra.foresight_fit is 'Fits of how long dossiers stay open, written by `hentra foresight fit`. The newest counts; of the others only this row is kept.';
comment on column hentra.foresight_fit.fit_id is 'Number given by this warehouse.';
comment on column hentra.foresight_fit.as_of is 'By what had happened up to this instant.';
comment on column hentra.foresight_fit.since is 'Observed from this instant on: what had ended before is left out, what was open then came in at the age that it had.';
comment on column hentra.foresight_fit.rule_version is 'Rule version of the facts.';
comment on column hentra.foresight_fit.calendar_version is 'Version of the working calendar in whose time it was counted.';
comment on column hentra.foresight_fit.lifetimes is 'Dossiers that were observed.';
comment on column hentra.foresight_fit.ended is 'Of them, those that ended. The others are censored: they took longer.';
comment on column hentra.foresight_fit.curves is 'Groups with a curve of their own.';
comment on column hentra.foresight_fit.k_field is 'Weight of all dossiers of a kind against those of one field, in dossiers; chosen by the data (docs/foresight.md).';
comment on column hentra.foresight_fit.k_procedure is 'Weight of a field against one procedure of it.';
comment on column hentra.foresight_fit.k_term is 'Weight of a procedure against those of it that have the same term.';
comment on column hentra.foresight_fit.k_agency is 'Weight of a procedure and term against the same at one agency.';
comment on column hentra.foresight_fit.day_micros is 'Working time of a day in microseconds, by which terms are counted in days.';
comment on column hentra.foresight_fit.fitted_at is 'When it was made.';
comment on column hentra.foresight_fit.fitted_by is 'Role of the database that made it.';

create table hentra.foresight_curve (
        case_kind smallint not null,
        grain smallint not null,
        field_id integer not null,
        procedure_id integer not null,
        term_days integer not null,
        agency_id integer not null,
        lifetimes integer not null,
        ended integer not null,
        alike_first integer not null,
        known_minutes integer not null,
        minutes integer[] not null,
        share integer[] not null,
        alike integer[] not null,
        primary key (case_kind, field_id, procedure_id, term_days, agency_id, grain),
        constraint foresight_curve_is_whole check (cardinality(minutes) = cardinality(share) and cardinality(minutes) = cardinality(alike))
);
comment on table hentra.foresight_curve is 'Of each group of dossiers the share that is still open after so much working time, by the newest fit (Kaplan-Meier, shrunk to the group above; consumers/foresight/estimate.h).';
comment on column hentra.foresight_curve.case_kind is 'Kind of case: 0 dossier, 1 petition, 2 task.';
comment on column hentra.foresight_curve.grain is '0 all of that kind, 1 those of a field, 2 of a procedure, 3 of a procedure and a term, 4 of these at an agency.';
comment on column hentra.foresight_curve.field_id is 'The field; 0: none is known, or grain 0.';
comment on column hentra.foresight_curve.procedure_id is 'The procedure (foresight_procedure.group_id); 0: none was said, or grain 0 or 1.';
comment on column hentra.foresight_curve.term_days is 'Working days from the reception to the return date that was stated first, rounded; -1: none was stated; 0, too: grain 0 to 2.';
comment on column hentra.foresight_curve.agency_id is 'The agency; 0: grain 0 to 3.';
comment on column hentra.foresight_curve.lifetimes is 'Dossiers of the group.';
comment on column hentra.foresight_curve.ended is 'Of them, those that ended.';
comment on column hentra.foresight_curve.alike_first is 'Dossiers of the group that were seen before the first of the minutes.';
comment on column hentra.foresight_curve.known_minutes is 'Up to so many minutes the curve is known: by then half of those that would still be open were lost sight of.';
comment on column hentra.foresight_curve.minutes is 'Working minutes from reception, pauses taken off, ascending.';
comment on column hentra.foresight_curve.share is 'Share that is open after each of them, in billionths; before the first one all are.';
comment on column hentra.foresight_curve.alike is 'Dossiers of the group that were seen open for longer than each of them.';

create table hentra.foresight_procedure (
        procedure_id integer primary key,
        group_id integer not null,
        field_id integer not null
);
comment on table hentra.foresight_procedure is 'Which group of the newest fit each procedure belongs to.';
comment on column hentra.foresight_procedure.procedure_id is 'The procedure.';
comment on column hentra.foresight_procedure.group_id is 'The procedure by which it counts: the first one whose code has the same first part.';
comment on column hentra.foresight_procedure.field_id is 'Field of that one at the time of the fit; 0: unknown.';

create table hentra.foresight_pause (
        dossier_id text collate "C" primary key,
        paused_micros bigint not null check (paused_micros > 0)
);
comment on table hentra.foresight_pause is 'Open dossiers that have been paused or stopped, written by `hentra foresight fit` and kept by `hentra alert`: the pauses that are over. The warehouse keeps them in the history only.';
comment on column hentra.foresight_pause.dossier_id is 'Code of the dossier.';
comment on column hentra.foresight_pause.paused_micros is 'Working time of those pauses in microseconds.';

-- A rule of kind 5 is about a chance.
alter table hentra.alert_rule
        drop constraint alert_rule_kind_is_1_to_4,
        add constraint alert_rule_kind_is_1_to_5 check (kind between 1 and 5),
        add column chance numeric(3,2),
        add constraint alert_rule_likely_has_a_chance check ((kind = 5) = (chance is not null)),
        add constraint alert_rule_chance_is_within_0_and_1 check (chance > 0 and chance < 1),
        add constraint alert_rule_likely_is_0 check (kind <> 5 or offsets = array[0]);
comment on column hentra.alert_rule.kind is '1 due soon, 2 overdue, 3 escalation, 4 a source gone silent, 5 likely to be late.';
comment on column hentra.alert_rule.chance is 'Of kind 5: an alert is raised when the chance that a dossier ends late reaches this. Null: another kind.';
insert into hentra.alert_rule (name, kind, offsets, case_kind, chance)
select 'likely-late', 5, '{0}', 0, 0.50
where not exists (select from hentra.alert_rule where name = 'likely-late');

alter table hentra.alert
        add column chance numeric(4,3),
        add column alike integer,
        add constraint alert_with_a_chance_tells_of_how_many check ((chance is null) = (alike is null));
comment on column hentra.alert.chance is 'Of a dossier that is likely to be late: the chance when the alert was raised. Null: another kind of rule.';
comment on column hentra.alert.alike is 'Of such a dossier: how many of its group had taken longer than it had by then. Null: another kind of rule.';

alter table hentra.alert_transition
        drop constraint alert_transition_reason_is_0_to_10,
        add constraint alert_transition_reason_is_0_to_11 check (reason between 0 and 11);
comment on column hentra.alert_transition.reason is '0 raised; cleared since the dossier was 1 resolved, 2 refused, 3 withdrawn, 4 stopped, 5 paused (or its source is), 6 given another due date, or since 7 a later step or the overdue alert took its place, 8 the rule does not cover it any more, 9 a correction says that it was never received, 10 the source was heard again, 11 the chance has fallen.';
