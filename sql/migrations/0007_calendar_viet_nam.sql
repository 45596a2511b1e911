-- Viet Nam's days off become a table of their own, which setup takes a calendar from: a warehouse of another country need not
-- have them. Against the days that came before, 31 December 2018 is off and made up on 5 January 2019, and the exchange of
-- 2 January 2026 for the 10th is decided (12729/VPCP-KGVX of 25 December 2025).

create table hentra.calendar_viet_nam (
        day date primary key,
        working boolean not null,
        name text not null
);
comment on table hentra.calendar_viet_nam is 'The days off on weekdays, and the make-up days, of Viet Nam''s public servants as this version of hentra knows them: `hentra setup` makes a calendar of them where the zone is Viet Nam''s, or where it is asked for. What counts is calendar_exception; view calendar_unlike_viet_nam compares.';
comment on column hentra.calendar_viet_nam.day is 'Local day.';
comment on column hentra.calendar_viet_nam.working is 'True: a make-up day, worked; false: a holiday or a day off in lieu.';
comment on column hentra.calendar_viet_nam.name is 'Why: the holiday, or the day that it stands for.';

insert into hentra.calendar_viet_nam (day, working, name) values
        ('2018-12-31', false, 'Day off, made up on 5 January'),

        ('2019-01-01', false, 'New Year'),
        ('2019-01-05', true, 'Make-up day for 31 December'),
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
        ('2026-01-02', false, 'Day off, made up on 10 January'),
        ('2026-01-10', true, 'Make-up day for 2 January'),
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
        ('2026-11-24', false, 'Culture Day (to be confirmed)');

-- A calendar that counts, and is still the one that hentra came with, gets a successor; one that was imported is left alone, and so
-- is that of another zone, to which these days may be of no concern. In a warehouse whose days were never derived, none counts yet:
-- setup makes its first.
with shipped as (
        insert into hentra.calendar_version (version, hours, note)
        select 2, hours, 'public servants of Viet Nam, 2019 to 2026, as announced; comes with hentra'
        from hentra.calendar_version
        where version = (select max(version) from hentra.calendar_version) and version = 1
              and exists (select from hentra.script where name = 'calendar')
              and exists (select from hentra.warehouse where zone in ('Asia/Ho_Chi_Minh', 'Asia/Saigon'))
              and not exists ((select day, working from hentra.calendar_viet_nam where day not in ('2018-12-31', '2019-01-05')
                               except select day, working from hentra.calendar_exception where version = 1)
                              union all
                              (select day, working from hentra.calendar_exception where version = 1
                               except select day, working from hentra.calendar_viet_nam))
        returning version)
insert into hentra.calendar_exception (version, day, working, name)
select s.version, v.day, v.working, v.name from shipped s cross join hentra.calendar_viet_nam v;
