-- The working calendar: which days are worked, and at which hours. Versioned data, of which the greatest version counts;
-- and, derived from it by core/base/calendar.c (never here), what SQL reads: days, and the calendar's own table of spans.

create table hentra.calendar_version (
        version integer primary key check (version >= 1),
        hours text not null,
        imported_at timestamptz not null default now(),
        note text
);
create table hentra.calendar_exception (
        version integer not null references hentra.calendar_version,
        day date not null check (day between '1990-01-01' and '2109-12-31'),
        working boolean not null,
        name text not null,
        primary key (version, day)
);
create table hentra.calendar_day (
        day date primary key,
        working boolean not null
);
create table hentra.calendar_span (
        opens_at timestamptz primary key,
        closes_at timestamptz not null,
        working_before bigint not null unique
);

insert into hentra.calendar_version (version, hours, note)
values (1, '07:00-11:30,13:30-17:00', 'public servants, 2019 to 2026, as announced; comes with hentra');

-- Weekdays off, and the Saturdays on which some of them are made up.
insert into hentra.calendar_exception (version, day, working, name)
select 1, day, working, name
from (values
        (date '2019-01-01', false, 'New Year'),
        ('2019-02-04', false, 'Tet'),
        ('2019-02-05', false, 'Tet'),
        ('2019-02-06', false, 'Tet'),
        ('2019-02-07', false, 'Tet'),
        ('2019-02-08', false, 'Tet'),
        ('2019-04-15', false, 'Day off in lieu: Hung Kings'' Day'),
        ('2019-04-29', false, 'Day off, made up on 4 May'),
        ('2019-04-30', false, 'Reunification Day'),
        ('2019-05-01', false, 'Labour Day'),
        ('2019-05-04', true, 'Make-up day for 29 April'),
        ('2019-09-02', false, 'National Day'),

        ('2020-01-01', false, 'New Year'),
        ('2020-01-23', false, 'Tet'),
        ('2020-01-24', false, 'Tet'),
        ('2020-01-27', false, 'Tet'),
        ('2020-01-28', false, 'Tet'),
        ('2020-01-29', false, 'Tet'),
        ('2020-04-02', false, 'Hung Kings'' Day'),
        ('2020-04-30', false, 'Reunification Day'),
        ('2020-05-01', false, 'Labour Day'),
        ('2020-09-02', false, 'National Day'),

        ('2021-01-01', false, 'New Year'),
        ('2021-02-10', false, 'Tet'),
        ('2021-02-11', false, 'Tet'),
        ('2021-02-12', false, 'Tet'),
        ('2021-02-15', false, 'Tet'),
        ('2021-02-16', false, 'Tet'),
        ('2021-04-21', false, 'Hung Kings'' Day'),
        ('2021-04-30', false, 'Reunification Day'),
        ('2021-05-03', false, 'Day off in lieu: Labour Day'),
        ('2021-09-02', false, 'National Day'),
        ('2021-09-03', false, 'National Day'),

        ('2022-01-03', false, 'Day off in lieu: New Year'),
        ('2022-01-31', false, 'Tet'),
        ('2022-02-01', false, 'Tet'),
        ('2022-02-02', false, 'Tet'),
        ('2022-02-03', false, 'Tet'),
        ('2022-02-04', false, 'Tet'),
        ('2022-04-11', false, 'Day off in lieu: Hung Kings'' Day'),
        ('2022-05-02', false, 'Day off in lieu: Reunification Day'),
        ('2022-05-03', false, 'Day off in lieu: Labour Day'),
        ('2022-09-01', false, 'National Day'),
        ('2022-09-02', false, 'National Day'),

        ('2023-01-02', false, 'Day off in lieu: New Year'),
        ('2023-01-20', false, 'Tet'),
        ('2023-01-23', false, 'Tet'),
        ('2023-01-24', false, 'Tet'),
        ('2023-01-25', false, 'Tet'),
        ('2023-01-26', false, 'Tet'),
        ('2023-05-01', false, 'Labour Day'),
        ('2023-05-02', false, 'Day off in lieu: Hung Kings'' Day'),
        ('2023-05-03', false, 'Day off in lieu: Reunification Day'),
        ('2023-09-01', false, 'National Day'),
        ('2023-09-04', false, 'Day off in lieu: National Day'),

        ('2024-01-01', false, 'New Year'),
        ('2024-02-08', false, 'Tet'),
        ('2024-02-09', false, 'Tet'),
        ('2024-02-12', false, 'Tet'),
        ('2024-02-13', false, 'Tet'),
        ('2024-02-14', false, 'Tet'),
        ('2024-04-18', false, 'Hung Kings'' Day'),
        ('2024-04-29', false, 'Day off, made up on 4 May'),
        ('2024-04-30', false, 'Reunification Day'),
        ('2024-05-01', false, 'Labour Day'),
        ('2024-05-04', true, 'Make-up day for 29 April'),
        ('2024-09-02', false, 'National Day'),
        ('2024-09-03', false, 'National Day'),

        ('2025-01-01', false, 'New Year'),
        ('2025-01-27', false, 'Tet'),
        ('2025-01-28', false, 'Tet'),
        ('2025-01-29', false, 'Tet'),
        ('2025-01-30', false, 'Tet'),
        ('2025-01-31', false, 'Tet'),
        ('2025-04-07', false, 'Hung Kings'' Day'),
        ('2025-04-26', true, 'Make-up day for 2 May'),
        ('2025-04-30', false, 'Reunification Day'),
        ('2025-05-01', false, 'Labour Day'),
        ('2025-05-02', false, 'Day off, made up on 26 April'),
        ('2025-09-01', false, 'National Day'),
        ('2025-09-02', false, 'National Day'),

        ('2026-01-01', false, 'New Year'),
        ('2026-01-02', false, 'Day off, made up on 10 January (to be confirmed)'),
        ('2026-01-10', true, 'Make-up day for 2 January (to be confirmed)'),
        ('2026-02-16', false, 'Tet'),
        ('2026-02-17', false, 'Tet'),
        ('2026-02-18', false, 'Tet'),
        ('2026-02-19', false, 'Tet'),
        ('2026-02-20', false, 'Tet'),
        ('2026-04-27', false, 'Day off in lieu: Hung Kings'' Day'),
        ('2026-04-30', false, 'Reunification Day'),
        ('2026-05-01', false, 'Labour Day'),
        ('2026-08-22', true, 'Make-up day for 31 August (to be confirmed)'),
        ('2026-08-31', false, 'Day off, made up on 22 August (to be confirmed)'),
        ('2026-09-01', false, 'National Day'),
        ('2026-09-02', false, 'National Day'),
        ('2026-11-24', false, 'Culture Day (to be confirmed)')
) as announced (day, working, name);

comment on table hentra.calendar_version is 'Working calendars that were imported (hentra calendar import). The greatest version counts, the others tell what counted before.';
comment on column hentra.calendar_version.version is 'Number of the calendar, from 1.';
comment on column hentra.calendar_version.hours is 'Office hours of every working day, local time: 07:00-11:30,13:30-17:00.';
comment on column hentra.calendar_version.imported_at is 'When it was imported.';
comment on column hentra.calendar_version.note is 'Where it came from; null: not said.';

comment on table hentra.calendar_exception is 'Days that are not what their weekday says. All others: Monday to Friday are worked, Saturday and Sunday are not.';
comment on column hentra.calendar_exception.version is 'The calendar.';
comment on column hentra.calendar_exception.day is 'Local day.';
comment on column hentra.calendar_exception.working is 'True: a make-up day, worked; false: a holiday or a day off in lieu.';
comment on column hentra.calendar_exception.name is 'Why: the holiday, or the day that it stands for.';

comment on table hentra.calendar_day is 'Every local day of 1990 to 2109 by the calendar that counts. Made anew by each import and by setup: never write here.';
comment on column hentra.calendar_day.day is 'Local day.';
comment on column hentra.calendar_day.working is 'True: a working day.';

comment on table hentra.calendar_span is 'Working time of 1990 to 2109 by the calendar that counts: a row for each run of office hours without a break. Functions working_minutes and working_time_after read it. Made anew by each import and by setup: never write here.';
comment on column hentra.calendar_span.opens_at is 'Instant at which it begins.';
comment on column hentra.calendar_span.closes_at is 'Instant at which it ends.';
comment on column hentra.calendar_span.working_before is 'Microseconds of working time in all spans before it.';

comment on table hentra.script is 'What setup derives and may make again: it does when the fingerprint is no longer the one it would have.';
comment on column hentra.script.name is 'What: views (views, functions and privileges), calendar (the rows of calendar_day and calendar_span).';
comment on column hentra.script.fingerprint is 'XXH3 hash of the text, or of the rows.';
