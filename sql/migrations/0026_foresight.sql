-- Foresight: agencies count by the catalogue, pauses that a fit did not see are found, and alerts of it do not swing.

create table hentra.foresight_agency (
        agency_id integer primary key,
        member_id integer not null check (member_id <> agency_id)
);
comment on table hentra.foresight_agency is 'Agencies whose code or name led to another one of the catalogue at the time of the newest fit, and so count as that one. The others count as themselves.';
comment on column hentra.foresight_agency.agency_id is 'The agency as events name it.';
comment on column hentra.foresight_agency.member_id is 'The one that it counts as.';

create table hentra.foresight_noted (
        singleton boolean primary key default true check (singleton),
        horizon bigint not null
);
comment on table hentra.foresight_noted is 'Which dossiers foresight_pause is right about: those that were written before a transaction. The others `hentra alert` reads when it judges all.';
comment on column hentra.foresight_noted.singleton is 'There is one row, or none: nothing was fitted.';
comment on column hentra.foresight_noted.horizon is 'Number of that transaction.';
-- Of what was written since the last fit nothing is known: all open dossiers are read once.
insert into hentra.foresight_noted (horizon)
select 3 from hentra.foresight_pause limit 1;

alter table hentra.foresight_fit add column agency_calendars bigint not null default 0;
comment on column hentra.foresight_fit.agency_calendars is 'What agency_calendars() was: with another value some agency goes by other days now.';

alter table hentra.alert_rule
        add column margin numeric(3,2) not null default 0.05,
        add column judged_mark timestamptz,
        add constraint alert_rule_margin_is_from_0_and_below_the_chance check (margin >= 0 and margin < coalesce(chance, 1));
comment on column hentra.alert_rule.margin is 'Of kind 5: an alert is cleared when the chance has fallen below that of the rule by more than this, so that one that swings does not raise and clear it each day.';
comment on column hentra.alert_rule.judged_mark is 'Of kind 5: the start mark since which all dossiers were judged once; until then those that are likely to be late, and were received before it, are history. Set by the alerter.';

create table hentra.alert_likely_before (
        rule_id integer not null references hentra.alert_rule on delete cascade,
        dossier_id text collate "C" not null,
        due_at timestamptz not null,
        start_mark timestamptz not null,
        primary key (rule_id, dossier_id, due_at)
);
comment on table hentra.alert_likely_before is 'Dossiers that were likely to be late when a rule of kind 5 judged for the first time: history, of which no alert is raised. Written by `hentra alert`, until the return date has passed.';
comment on column hentra.alert_likely_before.rule_id is 'The rule.';
comment on column hentra.alert_likely_before.dossier_id is 'Code of the dossier.';
comment on column hentra.alert_likely_before.due_at is 'The return date that it had.';
comment on column hentra.alert_likely_before.start_mark is 'The start mark that the rule had; with another one this row says nothing.';
