-- The warehouse: dimensions, dossiers, flows, positions, quarantine. Runs inside one transaction, as hentra_owner,
-- in the schema that sql/roles.sql made. The comments at the end are the analyst's manual: every table and column has one.

create table hentra.migration (
        version integer primary key,
        name text not null,
        applied_at timestamptz not null default now()
);
create table hentra.script (
        name text primary key,
        fingerprint bigint not null,
        applied_at timestamptz not null default now()
);

create table hentra.warehouse (
        singleton boolean primary key default true check (singleton),
        zone text not null,
        rule_version integer not null
);

-- Dimensions. A code that nobody has named yet is an inferred member.
create table hentra.source (
        source_id integer generated always as identity primary key,
        code text not null unique
);
create table hentra.agency (
        agency_id integer generated always as identity primary key,
        code text not null unique,
        inferred boolean not null default true
);
create table hentra.agency_version (
        agency_id integer not null references hentra.agency,
        valid_from date not null default '-infinity',
        valid_to date not null default 'infinity', -- exclusive
        name text not null,
        level smallint not null check (level between 1 and 3),
        parent_id integer references hentra.agency,
        province text,
        successor_id integer references hentra.agency,
        vertical boolean not null default false,
        primary key (agency_id, valid_from),
        check (valid_from < valid_to)
);
create table hentra.field (
        field_id integer generated always as identity primary key,
        code text not null unique,
        name text
);
create table hentra.procedure (
        procedure_id integer generated always as identity primary key,
        code text not null unique,
        inferred boolean not null default true
);
create table hentra.procedure_version (
        procedure_id integer not null references hentra.procedure,
        valid_from date not null default '-infinity',
        valid_to date not null default 'infinity', -- exclusive
        name text not null,
        field_id integer references hentra.field,
        service smallint not null default 0,
        statutory_minutes integer,
        primary key (procedure_id, valid_from),
        check (valid_from < valid_to)
);
-- What the events themselves say of members without a catalogue entry: the claim stated last stands.
create table hentra.agency_level_claim (
        agency_id integer primary key references hentra.agency,
        level smallint not null,
        stated_at timestamptz not null,
        content bigint not null -- of the statement: decides where the times are equal
);
create table hentra.procedure_field_claim (
        procedure_id integer primary key references hentra.procedure,
        field_id integer not null references hentra.field,
        stated_at timestamptz not null,
        content bigint not null
);

create table hentra.dossier (
        dossier_id text collate "C" not null,
        history bigint[] not null,
        marks integer not null,
        status smallint not null,
        case_kind smallint not null,
        channel smallint not null,
        service smallint not null,
        agency_id integer not null,
        procedure_id integer not null, -- 0: none was said
        first_observed_at timestamptz not null,
        last_at timestamptz,
        submitted_at timestamptz,
        received_at timestamptz,
        due_at timestamptz,
        first_due_at timestamptz,
        ended_at timestamptz,
        ended_by smallint,      -- null: open, or never received
        returned_at timestamptz,
        paused_at timestamptz,  -- null: not paused or stopped now
        day_class smallint not null,     -- 0 none, 1 early, 2 on time, 3 late, 4 no due date
        instant_class smallint not null, -- 0 none, 1 in time, 2 late, 3 no due date
        primary key (dossier_id)
);
create index dossier_open on hentra.dossier (due_at) where received_at is not null and ended_by is null;

-- Flows, at two grains, fed by the same contributions. The measures are those of consumers/dossier/measure.h (a test
-- compares them); here they are said once, and the table they are said in does not stay.
create table hentra.measure (
        submitted integer not null default 0,
        received integer not null default 0,
        refused_before integer not null default 0,
        withdrawn_before integer not null default 0,
        refused integer not null default 0,
        withdrawn integer not null default 0,
        stopped integer not null default 0,
        reopened integer not null default 0,
        paused integer not null default 0,
        resumed integer not null default 0,
        transferred_in integer not null default 0,
        transferred_out integer not null default 0,
        resolved_early integer not null default 0,
        resolved_on_time integer not null default 0,
        resolved_late integer not null default 0,
        resolved_no_due integer not null default 0,
        resolved_late_instant integer not null default 0,
        resolved_after_pause integer not null default 0,
        elapsed_seconds bigint not null default 0,
        returned integer not null default 0,
        returned_by_post integer not null default 0,
        paid_online integer not null default 0,
        digitised integer not null default 0,
        supplemented integer not null default 0,
        backdated integer not null default 0,
        due_rewritten integer not null default 0,
        no_due_in integer not null default 0,
        no_due_out integer not null default 0,
        overdue_day_in integer not null default 0,
        overdue_day_out integer not null default 0,
        overdue_instant_in integer not null default 0,
        overdue_instant_out integer not null default 0
);
create table hentra.flow_day (
        day date not null,
        agency_id integer not null,
        channel smallint not null,
        case_kind smallint not null,
        shard integer not null, -- position_id of the worker's partition: two workers never touch the same row
        like hentra.measure including defaults,
        primary key (day, agency_id, channel, case_kind, shard)
);
create table hentra.flow_half_month (
        half_month date not null, -- the 1st or the 15th
        agency_id integer not null,
        procedure_id integer not null, -- 0: none was said
        channel smallint not null,
        case_kind smallint not null,
        shard integer not null,
        like hentra.measure including defaults,
        primary key (half_month, agency_id, procedure_id, channel, case_kind, shard)
);
drop table hentra.measure;

-- What form 06 adds up, summed over the days of a half month: an eighth of the rows of flow_day. Triggers of flow_day keep it
-- (sql/views/41_flow_form06.sql), so nobody else writes here.
create table hentra.flow_form06 (
        half_month date not null, -- the 1st or the 15th
        agency_id integer not null,
        channel smallint not null,
        case_kind smallint not null,
        shard integer not null,
        received bigint not null,
        refused bigint not null,
        withdrawn bigint not null,
        stopped bigint not null,
        reopened bigint not null,
        transferred_in bigint not null,
        transferred_out bigint not null,
        resolved_early bigint not null,
        resolved_on_time bigint not null,
        resolved_late bigint not null,
        resolved_no_due bigint not null,
        resolved_late_instant bigint not null,
        paused bigint not null, -- this and the following: in less out
        no_due bigint not null,
        overdue_day bigint not null,
        overdue_instant bigint not null,
        primary key (half_month, agency_id, channel, case_kind, shard)
);

create table hentra.position (
        position_id integer generated always as identity primary key,
        topic text not null,
        partition integer not null,
        next_offset bigint not null,
        epoch bigint not null,
        rule_version integer not null,
        last_offset bigint,         -- of the last message taken, with
        last_timestamp bigint,      -- its timestamp in milliseconds and
        last_checksum bigint,       -- its hash: is the log still the one that was read?
        behind_since timestamptz,   -- set while a catch-up is under way
        flows_until date,           -- no flow of this shard is dated later: such rows are added without asking
        updated_at timestamptz not null default now(),
        unique (topic, partition)
);

create table hentra.quarantine (
        topic text not null,
        partition integer not null,
        kafka_offset bigint not null,
        checksum bigint not null,
        reason text not null,
        key bytea,
        value bytea,
        message_timestamp timestamptz,
        quarantined_at timestamptz not null default now(),
        relayed_at timestamptz,  -- when it was sent to the dead-letter topic
        replayed_at timestamptz, -- when it was given to the loader again
        primary key (topic, partition, kafka_offset, checksum)
);

-- Reporting periods of both calendars. Each begins on a 1st or 15th and ends on a 14th or the last of a month, so every
-- period is a union of half months.
create table hentra.period (
        period text primary key,
        calendar text not null check (calendar in ('ND09', 'CAL')),
        kind text not null check (kind in ('MONTH', 'QUARTER', 'HALF', 'YEAR')),
        year integer not null,
        number integer not null,
        first_day date not null,
        last_day date not null,
        check (first_day < last_day)
);
insert into hentra.period (period, calendar, kind, year, number, first_day, last_day)
select c.calendar || ':' || y || k.infix || case k.kind when 'YEAR' then '' when 'MONTH' then to_char(n, 'FM00') else n::text end,
       c.calendar, k.kind, y, n,
       -- The calendar's period, moved back half a month for ND09: from the 15th before to the 14th.
       (make_date(y, (n - 1) * k.months + 1, 1) - c.back_months + c.forward_days)::date,
       (make_date(y, (n - 1) * k.months + 1, 1) + make_interval(months => k.months) - c.back_months + c.forward_days)::date - 1
from (values ('CAL', interval '0', interval '0'), ('ND09', interval '1 month', interval '14 days'))
             as c (calendar, back_months, forward_days),
     (values ('MONTH', 1, '-'), ('QUARTER', 3, '-Q'), ('HALF', 6, '-H'), ('YEAR', 12, '')) as k (kind, months, infix),
     generate_series(2015, 2035) as y,
     generate_series(1, 12 / k.months) as n;

comment on schema hentra is 'Facts of public-service dossiers: timeliness and online rate. Days are local days of warehouse.zone; instants are timestamptz. No personal data. Everything here belongs to hentra and may be replaced by its setup: keep objects of your own in another schema.';

comment on table hentra.migration is 'Schema changes that were applied, one row each; the greatest version is the schema''s.';
comment on column hentra.migration.version is 'Number of the migration, from 1, without gaps.';
comment on column hentra.migration.name is 'Name of its file in sql/migrations, without ending.';
comment on column hentra.migration.applied_at is 'When it was applied.';

comment on table hentra.script is 'Repeatable scripts (views, functions, privileges) that were applied: setup runs them again only when their text has changed.';
comment on column hentra.script.name is 'Which scripts: views.';
comment on column hentra.script.fingerprint is 'XXH3 hash of their text.';
comment on column hentra.script.applied_at is 'When they were applied last.';

comment on table hentra.warehouse is 'The one row of settings that may not change while there are facts.';
comment on column hentra.warehouse.singleton is 'Always true: there is one row.';
comment on column hentra.warehouse.zone is 'Name in the tz database of the zone whose local days the by-day rules compare.';
comment on column hentra.warehouse.rule_version is 'Version of the rules that derived every fact: 1 form 06 of TT 01/2020/TT-VPCP (status 8 pauses), 2 index of QD 766/QD-TTg (status 8 ends).';

comment on table hentra.source is 'Systems that statements came from.';
comment on column hentra.source.source_id is 'Number given by this warehouse.';
comment on column hentra.source.code is 'Name of the source as it stands in the events.';

comment on table hentra.agency is 'Agencies that handle or receive dossiers. What is known of them, and when it was so, stands in agency_version.';
comment on column hentra.agency.agency_id is 'Number given by this warehouse; it stays through renaming and re-parenting.';
comment on column hentra.agency.code is 'Code as it stands in the events, for example 000.17.22.H56.';
comment on column hentra.agency.inferred is 'True until a catalogue import names the agency: so far it is known from events only.';

comment on table hentra.agency_version is 'What the catalogue says of an agency from a day to a day. Facts take the version of their own day.';
comment on column hentra.agency_version.agency_id is 'The agency.';
comment on column hentra.agency_version.valid_from is 'First local day; -infinity: since ever.';
comment on column hentra.agency_version.valid_to is 'First local day on which it is no longer so (exclusive); infinity: until further notice.';
comment on column hentra.agency_version.name is 'Name at that time.';
comment on column hentra.agency_version.level is 'Administrative level: 1 province, 2 district, 3 commune.';
comment on column hentra.agency_version.parent_id is 'Agency one level up; null: none, or not given.';
comment on column hentra.agency_version.province is 'H-code of the province, for example H56 (never the statistical number, which is re-used); null: not given.';
comment on column hentra.agency_version.successor_id is 'Agency that takes its tasks over at valid_to; null: none.';
comment on column hentra.agency_version.vertical is 'Belongs to a ministry, not to the province: published totals leave it out.';

comment on table hentra.field is 'Fields of administration that procedures belong to.';
comment on column hentra.field.field_id is 'Number given by this warehouse.';
comment on column hentra.field.code is 'Code as it stands in events or catalogue, for example G09-LN01.';
comment on column hentra.field.name is 'Name of the catalogue; null: no catalogue has named it yet.';

comment on table hentra.procedure is 'Administrative procedures. What is known of them stands in procedure_version.';
comment on column hentra.procedure.procedure_id is 'Number given by this warehouse; 0 is never given out and means that no procedure was said.';
comment on column hentra.procedure.code is 'Code as it stands in the events, for example 1.001234.';
comment on column hentra.procedure.inferred is 'True until a catalogue import names the procedure.';

comment on table hentra.procedure_version is 'What the catalogue says of a procedure from a day to a day.';
comment on column hentra.procedure_version.procedure_id is 'The procedure.';
comment on column hentra.procedure_version.valid_from is 'First local day; -infinity: since ever.';
comment on column hentra.procedure_version.valid_to is 'First local day on which it is no longer so (exclusive); infinity: until further notice.';
comment on column hentra.procedure_version.name is 'Name at that time.';
comment on column hentra.procedure_version.field_id is 'Field it belongs to; null: not given.';
comment on column hentra.procedure_version.service is 'Online service offered: 0 unknown, 1 information only, 2 partial, 3 full.';
comment on column hentra.procedure_version.statutory_minutes is 'Longest handling time by law in working minutes (480 a working day); null: none, or not given.';

comment on table hentra.agency_level_claim is 'Level of an agency as the events say it; used where no agency_version covers the day. The claim stated last stands.';
comment on column hentra.agency_level_claim.agency_id is 'The agency.';
comment on column hentra.agency_level_claim.level is 'Claimed level: 1 province, 2 district, 3 commune.';
comment on column hentra.agency_level_claim.stated_at is 'When the source said so.';
comment on column hentra.agency_level_claim.content is 'XXH3 hash of the statement that claims it: the greater one stands where the times are equal.';

comment on table hentra.procedure_field_claim is 'Field of a procedure as the events say it; used where no procedure_version covers the day. The claim stated last stands.';
comment on column hentra.procedure_field_claim.procedure_id is 'The procedure.';
comment on column hentra.procedure_field_claim.field_id is 'Claimed field.';
comment on column hentra.procedure_field_claim.stated_at is 'When the source said so.';
comment on column hentra.procedure_field_claim.content is 'XXH3 hash of the statement that claims it: the greater one stands where the times are equal.';

comment on table hentra.dossier is 'One row a dossier: the set of everything that was said of it, and what follows from that by the rules (consumers/dossier/timeline.h), open end: later statements may correct any column.';
comment on column hentra.dossier.dossier_id is 'Code of the dossier, as the source gives it.';
comment on column hentra.dossier.history is 'The distinct statements, nine 64-bit words each, in canonical order; view dossier_statement shows them as columns.';
comment on column hentra.dossier.marks is 'Data-quality marks as bits; view dossier_quality names them.';
comment on column hentra.dossier.status is 'Status of the last occurrence: 0 unknown, 1-10 as in the portal''s interface.';
comment on column hentra.dossier.case_kind is '0 dossier, 1 petition, 2 task.';
comment on column hentra.dossier.channel is 'How it came: 0 unknown, 1 direct, 2 online, 3 postal.';
comment on column hentra.dossier.service is 'Online service of the procedure as said: 0 unknown, 1 information only, 2 partial, 3 full.';
comment on column hentra.dossier.agency_id is 'Agency where it is, or was when it ended.';
comment on column hentra.dossier.procedure_id is 'Procedure; 0: none was said.';
comment on column hentra.dossier.first_observed_at is 'When hentra''s own clock first saw anything of it.';
comment on column hentra.dossier.last_at is 'Instant of the last occurrence; null: no status that is known was ever said.';
comment on column hentra.dossier.submitted_at is 'Submission; null: not known.';
comment on column hentra.dossier.received_at is 'Reception: the clock starts (status 2; where it is missing the earliest later status, marked); null: never received.';
comment on column hentra.dossier.due_at is 'Return date on the receipt, as stated last; null: none was said.';
comment on column hentra.dossier.first_due_at is 'Return date as stated first; differs from due_at where it was rewritten; null: none was said.';
comment on column hentra.dossier.ended_at is 'The end as said; lateness is judged by it; of what was never received, its refusal or withdrawal; null: no end.';
comment on column hentra.dossier.ended_by is 'Status that ended it: 3 refused, 7 withdrawn, 9 resolved, 10 returned (without a 9), and 8 stopped where the rule version says so; null: no end.';
comment on column hentra.dossier.returned_at is 'Hand-over of the result; null: not yet.';
comment on column hentra.dossier.paused_at is 'Since when it waits (status 5, 6) or is stopped (8); null: it runs, or is not open.';
comment on column hentra.dossier.day_class is 'Resolution judged by local days (TT 01/2020/TT-VPCP): 0 none, 1 early, 2 on the due day, 3 late, 4 no due date.';
comment on column hentra.dossier.instant_class is 'Resolution judged by instants (QD 766/QD-TTg): 0 none, 1 in time, 2 late, 3 no due date.';

comment on table hentra.flow_day is 'What changed on a day at an agency, by channel. Stocks at the end of a day are sums of all flows up to it. Overdue of dossiers that are still open is dated on the day it falls due and may lie in the future.';
comment on column hentra.flow_day.day is 'Local day of warehouse.zone.';
comment on table hentra.flow_half_month is 'What changed in a half month at an agency, by procedure and channel: the same contributions as flow_day, at another grain.';
comment on column hentra.flow_half_month.half_month is 'First day: the 1st (to the 14th) or the 15th (to the end of the month).';
comment on column hentra.flow_half_month.procedure_id is 'Procedure; 0: none was said.';

-- What both grains share, said once. The measures are those of consumers/dossier/measure.h.
do $$
declare
        grain text;
        c record;
begin
        foreach grain in array array['flow_day', 'flow_half_month'] loop
                for c in select * from (values
                        ('agency_id', 'Agency the fact belongs to: that of the occurrence, or of the reception.'),
                        ('channel', 'How the dossier came: 0 unknown, 1 direct, 2 online, 3 postal.'),
                        ('case_kind', '0 dossier, 1 petition, 2 task.'),
                        ('shard', 'Position row of the worker that wrote it. Sum it away.'),
                        ('submitted', 'Dossiers: submissions, where they are known.'),
                        ('received', 'Dossiers: receptions.'),
                        ('refused_before', 'Dossiers: refusals of what was never received.'),
                        ('withdrawn_before', 'Dossiers: withdrawals of what was never received.'),
                        ('refused', 'Dossiers: refusals after reception; an end.'),
                        ('withdrawn', 'Dossiers: withdrawals after reception; an end.'),
                        ('stopped', 'Dossiers: processing stopped (status 8), or taken over stopped.'),
                        ('reopened', 'Dossiers: a stop left, by reopening, an end or a transfer. stopped - reopened is a stock.'),
                        ('paused', 'Dossiers: supplement or payment requested (5, 6), or taken over paused.'),
                        ('resumed', 'Dossiers: a pause left, by resuming, a stop, an end or a transfer. paused - resumed is a stock.'),
                        ('transferred_in', 'Dossiers: taken over from another agency between reception and end.'),
                        ('transferred_out', 'Dossiers: moved to another agency between reception and end.'),
                        ('resolved_early', 'Dossiers: resolved on a day before the due day (form 06, column 6).'),
                        ('resolved_on_time', 'Dossiers: resolved on the due day (form 06, column 7).'),
                        ('resolved_late', 'Dossiers: resolved on a day after the due day (form 06, column 8).'),
                        ('resolved_no_due', 'Dossiers: resolved without any due date.'),
                        ('resolved_late_instant', 'Dossiers: resolved at an instant after the due instant; also counted in one of the four classes by day.'),
                        ('resolved_after_pause', 'Dossiers: resolved after at least one pause.'),
                        ('elapsed_seconds', 'Seconds from reception to resolution, summed over the resolved.'),
                        ('returned', 'Dossiers: result handed over.'),
                        ('returned_by_post', 'Dossiers: result handed over by post.'),
                        ('paid_online', 'Dossiers received that were paid on a portal or local gateway, dated at reception.'),
                        ('digitised', 'Dossiers received with digitised parts, dated at reception.'),
                        ('supplemented', 'Dossiers: first request for a supplement after reception.'),
                        ('backdated', 'Dossiers: resolutions marked as set back to the due date, dated at the resolution as said.'),
                        ('due_rewritten', 'Dossiers received whose due date was said in more than one way, dated at reception.'),
                        ('no_due_in', 'Dossiers: became open without a due date. no_due_in - no_due_out is a stock.'),
                        ('no_due_out', 'Dossiers: no longer open without a due date (end or transfer).'),
                        ('overdue_day_in', 'Dossiers: became overdue by day (the day after the due day, or resuming later). overdue_day_in - overdue_day_out is a stock.'),
                        ('overdue_day_out', 'Dossiers: overdue by day no more (pause, end or transfer).'),
                        ('overdue_instant_in', 'Dossiers: became overdue by instant. overdue_instant_in - overdue_instant_out is a stock.'),
                        ('overdue_instant_out', 'Dossiers: overdue by instant no more (pause, end or transfer).')
                ) as t (name, about) loop
                        execute format('comment on column hentra.%I.%I is %L', grain, c.name, c.about);
                end loop;
        end loop;
end $$;

comment on table hentra.flow_form06 is 'What form 06 adds up of flow_day, by half month, so that a report over years reads few rows. Kept by triggers of flow_day, in the same transaction.';
comment on column hentra.flow_form06.half_month is 'First day: the 1st (to the 14th) or the 15th (to the end of the month).';
comment on column hentra.flow_form06.paused is 'Dossiers: paused - resumed of flow_day.';
comment on column hentra.flow_form06.no_due is 'Dossiers: no_due_in - no_due_out of flow_day.';
comment on column hentra.flow_form06.overdue_day is 'Dossiers: overdue_day_in - overdue_day_out of flow_day.';
comment on column hentra.flow_form06.overdue_instant is 'Dossiers: overdue_instant_in - overdue_instant_out of flow_day.';
do $$
declare
        c record;
begin
        for c in select a.attname, col_description(f.attrelid, f.attnum) as about
                 from pg_attribute a
                 join pg_attribute f on f.attrelid = 'hentra.flow_day'::regclass and f.attname = a.attname and f.attnum > 0
                 where a.attrelid = 'hentra.flow_form06'::regclass and a.attnum > 0
                   and col_description(a.attrelid, a.attnum) is null loop
                execute format('comment on column hentra.flow_form06.%I is %L', c.attname, c.about);
        end loop;
end $$;

comment on table hentra.position is 'Where the warehouse stands in each partition of a topic: written in the transaction that writes the facts.';
comment on column hentra.position.position_id is 'Number given by this warehouse; the shard of the flows.';
comment on column hentra.position.topic is 'Kafka topic.';
comment on column hentra.position.partition is 'Partition of the topic, from 0.';
comment on column hentra.position.next_offset is 'Offset of the next message to take: everything before it is in the facts.';
comment on column hentra.position.epoch is 'Raised by every new owner of the partition: an old owner''s batch finds no row to update.';
comment on column hentra.position.rule_version is 'Rule version its facts were derived by.';
comment on column hentra.position.last_offset is 'Offset of the last message taken; null: none yet.';
comment on column hentra.position.last_timestamp is 'Kafka timestamp of that message in milliseconds since 1970; null: none yet.';
comment on column hentra.position.last_checksum is 'XXH3 hash of that message: tells a recreated topic from the one that was read; null: none yet.';
comment on column hentra.position.behind_since is 'Set while a catch-up is under way; null: up to date.';
comment on column hentra.position.flows_until is 'No flow of this shard is dated later, so the loader adds later ones without looking for them; null: it has none.';
comment on column hentra.position.updated_at is 'When the row was last written.';

comment on table hentra.quarantine is 'Messages that can never be read, with their bytes and the reason; the stream went on without them.';
comment on column hentra.quarantine.topic is 'Kafka topic.';
comment on column hentra.quarantine.partition is 'Partition of the topic.';
comment on column hentra.quarantine.kafka_offset is 'Offset in the partition.';
comment on column hentra.quarantine.checksum is 'XXH3 hash of the message: a recreated topic may use an offset again.';
comment on column hentra.quarantine.reason is 'What is wrong with it, in one line.';
comment on column hentra.quarantine.key is 'Key of the message as it came; null: none.';
comment on column hentra.quarantine.value is 'Value of the message as it came; null: none.';
comment on column hentra.quarantine.message_timestamp is 'Kafka timestamp of the message; null: none.';
comment on column hentra.quarantine.quarantined_at is 'When it was set aside.';
comment on column hentra.quarantine.relayed_at is 'When it was sent to the dead-letter topic; null: not yet.';
comment on column hentra.quarantine.replayed_at is 'When it was given to the loader again; null: never.';

comment on table hentra.period is 'Reporting periods from 2015 to 2035. ND09 (ND 09/2019/ND-CP): a month runs from the 15th of the month before to the 14th, quarters, halves and years likewise; CAL: the calendar.';
comment on column hentra.period.period is 'Name, as the reports take it: ND09:2022-01, CAL:2022-Q3, ND09:2022-H1, CAL:2022.';
comment on column hentra.period.calendar is 'ND09 or CAL.';
comment on column hentra.period.kind is 'MONTH, QUARTER, HALF or YEAR.';
comment on column hentra.period.year is 'Year it belongs to (the one it ends in).';
comment on column hentra.period.number is 'Number in the year, from 1.';
comment on column hentra.period.first_day is 'First local day.';
comment on column hentra.period.last_day is 'Last local day, inclusive.';
