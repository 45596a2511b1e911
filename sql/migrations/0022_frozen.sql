-- Frozen reports: what was reported, row by row, with the question, so that it can be printed again exactly and compared with what is
-- known now. Only added to.

create table hentra.frozen_report (
        name text primary key,
        report text not null,
        question jsonb not null,
        period text,
        first_day date not null,
        last_day date not null,
        as_of timestamptz,
        known_at timestamptz not null,
        counted_at timestamptz not null,
        rule_version integer not null,
        catalogue text not null,
        columns text[] not null,
        rows bigint not null,
        sha256 text not null,
        frozen_at timestamptz not null default now(),
        frozen_by text not null default session_user,
        constraint frozen_report_name_is_plain check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
        constraint frozen_report_is_a_range check (first_day <= last_day),
        constraint frozen_report_sha256_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$' and catalogue ~ '^[0-9a-f]{64}$')
);
comment on table hentra.frozen_report is 'Reports that were frozen, one row each (`hentra report … --freeze NAME`). Never changed: a trigger refuses, and sha256 shows it.';
comment on column hentra.frozen_report.name is 'Name that whoever froze it chose.';
comment on column hentra.frozen_report.report is 'Name of the report, as hentra report --list has it.';
comment on column hentra.frozen_report.question is 'The rest of the question: groups, kind of case, class, agency and the like; how it was printed; the sources and agencies behind the figures.';
comment on column hentra.frozen_report.period is 'Name of the period; null: it was asked by days.';
comment on column hentra.frozen_report.first_day is 'First local day that counts.';
comment on column hentra.frozen_report.last_day is 'Last local day that counts, inclusive.';
comment on column hentra.frozen_report.as_of is 'What had happened by then counts; null: all of the last day does.';
comment on column hentra.frozen_report.known_at is 'What hentra had seen by then counts. Without --known-at the instant of freezing.';
comment on column hentra.frozen_report.counted_at is 'When it was counted, by the clock of hentra: what was retracted later was held then.';
comment on column hentra.frozen_report.rule_version is 'Version of the rules that its dossiers were counted by.';
comment on column hentra.frozen_report.catalogue is 'Digest of catalogues, calendar and given figures at that time (function catalogue_digest).';
comment on column hentra.frozen_report.columns is 'Names of the columns of a row.';
comment on column hentra.frozen_report.rows is 'Number of rows.';
comment on column hentra.frozen_report.sha256 is 'SHA-256 of all this and of the rows, as hexadecimal digits (function frozen_sha256).';
comment on column hentra.frozen_report.frozen_at is 'When it was written, by the clock of the database.';
comment on column hentra.frozen_report.frozen_by is 'Role of the database that wrote it.';

create table hentra.frozen_row (
        name text not null references hentra.frozen_report,
        place bigint not null check (place >= 1),
        depth smallint not null check (depth between 0 and 2),
        keys jsonb not null,
        cells jsonb not null,
        primary key (name, place)
);
comment on table hentra.frozen_row is 'Rows of frozen reports, in their order. Never changed.';
comment on column hentra.frozen_row.name is 'The frozen report.';
comment on column hentra.frozen_row.place is 'Number of the row, from 1.';
comment on column hentra.frozen_row.depth is 'Of groups: 0 the total, 1 a group, 2 a group within it. Of a list 0.';
comment on column hentra.frozen_row.keys is 'Of groups: key, name, and whether events alone name it, of each group.';
comment on column hentra.frozen_row.cells is 'Value of each column but the rates, which are made of two others: a number, a text, or null. Instants are microseconds and days are days since 1970, both in UTC.';
