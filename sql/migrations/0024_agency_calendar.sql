-- Calendars of agencies: what an agency says of its own of working time, laid over that of the agency above it, and of the
-- general calendar; days with hours of their own; and, derived by C, what SQL reads.

alter table hentra.calendar_exception
        add column hours text,
        add constraint calendar_exception_hours_worked check (hours is null or working);
comment on column hentra.calendar_exception.hours is 'Office hours of this day alone, as 07:00-11:30: a half day; null: the usual ones.';

create table hentra.agency_calendar_version (
        agency_id integer not null references hentra.agency,
        version integer not null check (version >= 1),
        imported_at timestamptz not null default now(),
        note text,
        primary key (agency_id, version)
);
comment on table hentra.agency_calendar_version is 'Calendars of agencies that were imported (hentra calendar import --agency). Of each agency the greatest version is current. One without rows takes all from the agency above.';
comment on column hentra.agency_calendar_version.agency_id is 'The agency that it is for, and all below it that have no word of their own.';
comment on column hentra.agency_calendar_version.version is 'Number of the calendar of this agency, from 1.';
comment on column hentra.agency_calendar_version.imported_at is 'When it was imported.';
comment on column hentra.agency_calendar_version.note is 'Where it came from; null: not said.';

create table hentra.agency_calendar_exception (
        agency_id integer not null,
        version integer not null,
        day date not null check (day between '1990-01-01' and '2109-12-31'),
        working boolean not null,
        hours text,
        name text not null,
        primary key (agency_id, version, day),
        foreign key (agency_id, version) references hentra.agency_calendar_version,
        check (hours is null or working)
);
comment on table hentra.agency_calendar_exception is 'Days of which an agency has a word of its own: off, worked, or worked in other hours. Where it has none, the agency above it is asked, then the general calendar.';
comment on column hentra.agency_calendar_exception.agency_id is 'The agency.';
comment on column hentra.agency_calendar_exception.version is 'Version of its calendar.';
comment on column hentra.agency_calendar_exception.day is 'Local day.';
comment on column hentra.agency_calendar_exception.working is 'True: worked; false: off.';
comment on column hentra.agency_calendar_exception.hours is 'Office hours of this day alone, as 07:00-11:30; null: those of a usual working day of the agency.';
comment on column hentra.agency_calendar_exception.name is 'Why.';

create table hentra.agency_calendar_week (
        agency_id integer not null,
        version integer not null,
        valid_from date not null,
        valid_to date not null default 'infinity', -- exclusive
        weekdays smallint not null check (weekdays between 1 and 127),
        hours text,
        cut smallint check (cut between 0 and 1440),
        cut_short smallint check (cut_short between 0 and 1440),
        name text not null,
        primary key (agency_id, version, valid_from, weekdays),
        foreign key (agency_id, version) references hentra.agency_calendar_version,
        check (valid_from < valid_to)
);
comment on table hentra.agency_calendar_week is 'Office hours and cuts of the weekdays of an agency, each for a time. A weekday without a row is as that of the agency above.';
comment on column hentra.agency_calendar_week.agency_id is 'The agency.';
comment on column hentra.agency_calendar_week.version is 'Version of its calendar.';
comment on column hentra.agency_calendar_week.valid_from is 'First local day.';
comment on column hentra.agency_calendar_week.valid_to is 'First local day on which it does not hold any more; infinity: until further notice.';
comment on column hentra.agency_calendar_week.weekdays is 'Bits of the weekdays: 1 Monday, 2 Tuesday, 4 Wednesday … 64 Sunday.';
comment on column hentra.agency_calendar_week.hours is 'Office hours, as 07:30-11:30,13:30-17:30; empty: not worked; null: those of the agency above.';
comment on column hentra.agency_calendar_week.cut is 'Minutes since midnight after which a dossier counts from the next working day (1020: 17:00); null: that of the agency above, else none.';
comment on column hentra.agency_calendar_week.cut_short is 'The same, in place of cut, for terms of one working day or less (900: 15:00, decree 23/2015/ND-CP, article 21); null: that of the agency above, else cut.';
comment on column hentra.agency_calendar_week.name is 'Why.';

-- What C derives: agencies with the same days share one. An identifier is a hash of the days, so it never comes to mean others.
create table hentra.agency_calendar (
        agency_id integer primary key references hentra.agency,
        calendar_id bigint not null check (calendar_id <> 0)
);
create table hentra.agency_calendar_span (
        calendar_id bigint not null,
        opens_at timestamptz not null,
        closes_at timestamptz not null,
        working_before bigint not null,
        working_day integer not null,
        primary key (calendar_id, opens_at)
);
create unique index agency_calendar_span_worked on hentra.agency_calendar_span (calendar_id, working_before);
create table hentra.agency_calendar_cut (
        calendar_id bigint not null,
        day date not null,
        cut_at timestamptz,
        cut_short_at timestamptz,
        begins_at timestamptz not null,
        primary key (calendar_id, day)
);
comment on table hentra.agency_calendar is 'Which agencies have another calendar than the general one: their own, that of an agency above, or of the one that succeeded them. Made anew by imports of calendars and catalogues and by setup: never write here.';
comment on column hentra.agency_calendar.agency_id is 'The agency.';
comment on column hentra.agency_calendar.calendar_id is 'The calendar: a hash of its days.';
comment on table hentra.agency_calendar_span is 'Working time of 1990 to 2109 of each calendar that is not the general one (of which calendar_span has it). Made anew with agency_calendar: never write here.';
comment on column hentra.agency_calendar_span.calendar_id is 'The calendar.';
comment on column hentra.agency_calendar_span.opens_at is 'Instant at which it begins.';
comment on column hentra.agency_calendar_span.closes_at is 'Instant at which it ends.';
comment on column hentra.agency_calendar_span.working_before is 'Microseconds of working time in all spans before it.';
comment on column hentra.agency_calendar_span.working_day is 'Number of its working day, counted from the first of the calendar.';
comment on table hentra.agency_calendar_cut is 'Days on which a calendar has a cut: a dossier received later on the day counts from the next working day. Made anew with agency_calendar: never write here.';
comment on column hentra.agency_calendar_cut.calendar_id is 'The calendar.';
comment on column hentra.agency_calendar_cut.day is 'Local day.';
comment on column hentra.agency_calendar_cut.cut_at is 'Last instant that counts from the day itself; null: no cut.';
comment on column hentra.agency_calendar_cut.cut_short_at is 'The same for terms of one working day or less; null: as cut_at.';
comment on column hentra.agency_calendar_cut.begins_at is 'Opening of the next working day.';

alter table hentra.calendar_span add column working_day integer not null default 0;
comment on column hentra.calendar_span.working_day is 'Number of its working day, counted from the first of the calendar.';
