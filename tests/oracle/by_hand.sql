-- SPDX-License-Identifier: Apache-2.0
-- Dossiers whose right answer was found with a pencil, from the words of timeline.h: what is said of them,
-- into oracle.event. by_hand_right.sql has the answers. A dossier's name says what it is about.
\set ON_ERROR_STOP on
create function pg_temp.at(t text) returns bigint language sql immutable return
oracle.micros((case when t ~ '^\d\d-' then '2022-' else '' end || t || '+07')::timestamptz);

-- One saying. what: of a document every occurrence, else the one: "STATUS TIME|DAY day|- [AGENCY] [reopens]",
-- ";" between two; an agency that is not named is none in a document, else A. More: due, submitted, seen,
-- since, sequence, channel, retracts.
create function pg_temp.say(name text, source text, kind integer, said text, what text, more jsonb default '{}') returns void
language plpgsql as $$
declare
        stated bigint := pg_temp.at(said);
        since bigint := pg_temp.at(more ->> 'since');
        latest record;
        list text;
begin
        create temp table if not exists item (n integer, status integer, at bigint, day boolean, reopens boolean, agency text);
        truncate item;
        insert into item
        select n, m[1]::integer,
               case when m[2] = '-' then null
                    when m[2] like '% day' then pg_temp.at(substr(m[2], 1, 5) || ' 00:00')
                            + case when m[1] in ('3', '7', '9', '10') or m[4] is not null then 86399999999 else 0 end
                    else pg_temp.at(m[2]) end,
               m[2] like '% day', m[4] is not null, m[3]
        from regexp_split_to_table(what, '; ') with ordinality as t(o, n)
        cross join lateral regexp_match(o, '^(\d+) (-|\S+ day|\S+ \d\d:\d\d)(?: ([A-Z]))?( reopens)?$') m
        where what <> '';
        select * into latest from item order by coalesce(at, since, stated) desc, n desc limit 1;
        if kind = 1 then
                select string_agg(concat_ws(',', status, coalesce(at::text, ''), day::integer, reopens::integer, coalesce(agency, '')), chr(31)
                                  order by n) into list from item;
        end if;
        insert into oracle.event
        select 0, (select count(*) from oracle.event), name, source, coalesce((more ->> 'sequence')::bigint, 0),
                hashtextextended(concat_ws('|', name, source, kind, what, more - 'seen' - 'since' - 'retracts'), 0), 0,
                coalesce(latest.status, 0), coalesce(latest.at, since, stated), stated, pg_temp.at(coalesce(more ->> 'seen', said)),
                pg_temp.at(more ->> 'submitted'), pg_temp.at(more ->> 'due'), coalesce(latest.agency, 'A'), null, 0, null, null,
                coalesce((more ->> 'channel')::integer, 0), 0, 0, 0, 0, kind, coalesce((more ->> 'retracts')::boolean, false),
                coalesce(latest.day, false), since, 0, 0, 0, 0, 0, 0, null, list;
end $$;
create function pg_temp.plain(name text, said text, what text, more jsonb default '{"due": "03-08 17:00"}', source text default 'S')
returns void language sql as $$ select pg_temp.say(name, source, 0, said, what, more) $$;
create function pg_temp.doc(name text, said text, what text, more jsonb default '{}', source text default 'S')
returns void language sql as $$ select pg_temp.say(name, source, 1, said, what, '{"due": "03-08 17:00"}' || more) $$;
create function pg_temp.step(name text, said text, what text, more jsonb default '{}', source text default 'S')
returns void language sql as $$ select pg_temp.say(name, source, 2, said, what, more) $$;

select pg_temp.plain('plain', '03-01 08:00', '2 03-01 08:00'),
       pg_temp.plain('plain', '03-07 15:00', '9 03-07 15:00'),

       pg_temp.doc('open-again', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('open-again', '03-08 08:00', '2 03-01 08:00 A; 9 03-07 10:00 A', '{"since": "03-08 08:00"}'),
       pg_temp.doc('open-again', '03-09 08:00', '2 03-01 08:00 A', '{"since": "03-09 08:00"}'),

       pg_temp.doc('older-file-late', '03-10 08:00', '2 03-01 08:00 A; 9 03-07 10:00 A'),
       pg_temp.doc('older-file-late', '03-05 08:00', '2 03-01 08:00 A', '{"seen": "03-12 08:00"}'),

       pg_temp.doc('two-rows', '03-05 08:00', '2 03-01 08:00 A', '{"channel": 1}'),
       pg_temp.doc('two-rows', '03-05 08:00:00.000001', '2 03-01 08:00 A', '{"channel": 2}'),

       pg_temp.doc('withdrawn', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('withdrawn', '03-20 08:00', ''),

       pg_temp.doc('back-after-withdrawal', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('back-after-withdrawal', '03-20 08:00', '', '{"since": "03-20 08:00"}'),
       pg_temp.doc('back-after-withdrawal', '03-21 08:00', '2 03-01 08:00 A; 9 - A', '{"since": "03-21 08:00"}'),

       pg_temp.doc('erased', '03-11 08:00', '2 03-01 08:00 A; 9 03-10 10:00 A'),
       pg_temp.doc('erased', '03-12 08:00', '2 03-01 08:00 A; 9 03-07 10:00 A', '{"since": "03-12 08:00"}'),

       pg_temp.doc('mapping-corrected', '03-11 08:00', '2 03-01 08:00 A; 9 03-10 10:00 B'),
       pg_temp.doc('mapping-corrected', '03-11 08:00:00.000001', '2 03-01 08:00 A; 9 03-07 10:00 A'),
       pg_temp.doc('mapping-corrected', '03-11 08:00', '2 03-01 08:00 A; 9 03-10 10:00 B', '{"retracts": true, "seen": "03-15 08:00"}'),

       pg_temp.plain('taken-back', '03-01 08:00', '2 03-01 08:00'),
       pg_temp.plain('taken-back', '03-07 08:00', '9 03-07 08:00'),
       pg_temp.plain('taken-back', '03-07 08:00', '9 03-07 08:00', '{"due": "03-08 17:00", "retracts": true, "seen": "03-09 08:00"}'),

       pg_temp.plain('said-again', '03-01 08:00', '2 03-01 08:00'),
       pg_temp.plain('said-again', '03-07 08:00', '9 03-07 08:00'),
       pg_temp.plain('said-again', '03-08 08:00', '9 03-07 08:00', '{"due": "03-08 17:00", "retracts": true}'),
       pg_temp.plain('said-again', '03-09 08:00', '9 03-07 08:00'),

       pg_temp.plain('only-taken-back', '03-07 08:00', '9 03-07 08:00', '{"retracts": true}'),

       pg_temp.plain('superseded', '03-07 15:00', '9 03-07 15:00'),
       pg_temp.doc('superseded', '03-09 08:00', '2 03-01 08:00 A'),
       pg_temp.plain('said-after', '03-10 15:00', '9 03-10 15:00'),
       pg_temp.doc('said-after', '03-09 08:00', '2 03-01 08:00 A'),
       pg_temp.plain('other-source', '03-07 15:00', '9 03-07 15:00', '{}', 'T'),
       pg_temp.doc('other-source', '03-09 08:00', '2 03-01 08:00 A'),

       pg_temp.doc('nightly', '03-07 22:00', '2 03-01 08:00 A; 9 03-07 10:00 A'),
       pg_temp.doc('nightly', '03-10 22:00', '2 03-01 08:00 A; 9 03-10 10:00 A', '{}', 'T'),
       pg_temp.doc('nightly', '03-20 22:00', '2 03-01 08:00 A; 9 03-07 10:00 A'),
       pg_temp.doc('nightly', '03-20 22:00', '2 03-01 08:00 A; 9 03-10 10:00 A', '{}', 'T'),
       pg_temp.doc('nightly', '03-21 22:00', '2 03-01 08:00 A; 9 03-07 10:00 A'),

       pg_temp.doc('ties', '03-10 22:00', '2 03-01 08:00 A; 9 03-10 10:00 A'),
       pg_temp.doc('ties', '03-10 22:00', '2 03-01 08:00 A; 9 03-07 10:00 A', '{}', 'T'),

       pg_temp.doc('no-time', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('no-time', '03-06 10:00', '2 03-01 08:00 A; 9 - A', '{"since": "03-06 10:00"}'),
       pg_temp.doc('no-time', '03-20 10:00', '2 03-01 08:00 A; 9 - A'),
       pg_temp.doc('no-time-nobody-saw', '03-07 09:00', '2 03-01 08:00 A; 9 - A'),
       pg_temp.doc('no-time-nobody-saw', '03-20 10:00', '2 03-01 08:00 A; 9 - A'),

       pg_temp.doc('day-of-reception', '03-09 06:00', '2 03-08 08:00 A; 9 03-08 day A'),
       pg_temp.doc('day-after', '03-10 06:00', '2 03-08 08:00 A; 9 03-09 day A'),
       pg_temp.plain('day-plain', '03-08 08:00', '2 03-08 08:00'),
       pg_temp.plain('day-plain', '03-09 08:00', '9 03-08 day'),

       pg_temp.doc('reopened', '03-15 06:00', '2 03-01 08:00 A; 9 03-07 10:00 A; 10 03-08 09:00 A; 4 03-09 10:00 A reopens; 9 03-14 09:00 A'),
       pg_temp.doc('reopened-elsewhere', '03-15 06:00', '2 03-01 08:00 A; 5 03-02 08:00 A; 7 03-07 10:00 A; 2 03-09 10:00 B reopens'),
       pg_temp.doc('reopened-on-its-day', '03-15 06:00', '2 03-01 08:00 A; 4 03-07 day A reopens; 9 03-07 day A', '{"due": "03-07 17:00"}'),
       pg_temp.doc('refusal-reopened', '03-15 06:00', '1 03-01 08:00 A; 3 03-02 08:00 A; 2 03-04 08:00 A reopens'),
       pg_temp.doc('reopens-nothing', '03-15 06:00', '2 03-01 08:00 A; 5 03-02 08:00 A; 2 03-04 08:00 A reopens'),
       pg_temp.doc('two-receptions', '03-15 06:00', '2 03-01 08:00 A; 2 03-04 08:00 A reopens'),
       pg_temp.doc('after-the-end', '03-15 06:00', '2 03-01 08:00 A; 9 03-07 10:00 A; 4 03-09 10:00 A'),

       pg_temp.step('steps-only', '03-02 08:00', '1 03-01 08:00'),
       pg_temp.step('steps-only', '03-02 08:00', '9 03-02 08:00', '{"due": "03-04 17:00"}'),
       pg_temp.step('steps-only', '03-05 08:00', '5 03-05 08:00'),
       pg_temp.doc('steps', '03-15 06:00', '2 03-01 08:00 A'),
       pg_temp.step('steps', '03-02 08:00', '9 03-02 08:00 B', '{"due": "03-04 17:00"}'),
       pg_temp.step('steps', '03-03 08:00', '5 03-03 08:00 B'),
       pg_temp.step('steps', '03-10 08:00', '2 03-10 08:00 B'),
       pg_temp.doc('step-stops', '03-15 06:00', '2 03-01 08:00 A'),
       pg_temp.step('step-stops', '03-03 08:00', '8 03-03 08:00'),
       pg_temp.doc('stops', '03-15 06:00', '2 03-01 08:00 A; 8 03-03 08:00 A'),

       pg_temp.doc('backdated', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('backdated', '03-12 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('backdated', '03-13 08:00', '2 03-01 08:00 A; 9 03-08 16:00 A', '{"since": "03-13 08:00"}'),
       pg_temp.doc('backdated', '03-20 08:00', '2 03-01 08:00 A; 9 03-08 16:00 A; 10 03-19 08:00 A', '{"since": "03-20 08:00"}'),
       pg_temp.doc('monthly', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('monthly', '03-31 08:00', '2 03-01 08:00 A; 9 03-08 16:00 A', '{"since": "03-31 08:00"}'),
       pg_temp.doc('open-was-a-slip', '03-12 08:00', '2 03-01 08:00 A', '{"seen": "03-12 08:00"}'),
       pg_temp.doc('open-was-a-slip', '03-02 08:00', '1 03-01 08:00 A'),
       pg_temp.doc('open-was-a-slip', '03-13 08:00', '2 03-01 08:00 A; 9 03-08 16:00 A', '{"since": "03-13 08:00"}'),
       pg_temp.doc('open-was-a-slip', '03-14 08:00', '2 03-01 08:00 A', '{"retracts": true}'),
       pg_temp.plain('backfill', '03-01 08:00', '2 03-01 08:00'),
       pg_temp.plain('backfill', '03-02 08:00', '4 03-02 08:00', '{"seen": "03-31 06:00"}'),
       pg_temp.plain('backfill', '03-08 17:00', '9 03-08 17:00', '{"seen": "03-31 06:00"}'),

       pg_temp.doc('far-ahead', '03-12 08:00', '2 03-01 08:00 A; 9 2102-03-07 10:00 A'),
       pg_temp.doc('came-true', '03-12 08:00', '2 03-01 08:00 A; 9 03-20 10:00 A'),
       pg_temp.doc('came-true', '03-20 12:00', '2 03-01 08:00 A; 9 03-20 10:00 A'),
       pg_temp.doc('former-stands-again', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('former-stands-again', '03-11 08:00', '2 03-01 08:00 A; 9 03-10 10:00 A', '{"since": "03-11 08:00"}'),
       pg_temp.doc('former-stands-again', '03-12 08:00', '2 03-01 08:00 A; 9 03-10 10:00 A', '{"retracts": true}'),
       pg_temp.doc('erased-day', '03-11 08:00', '2 03-01 08:00 A; 9 03-09 day A'),
       pg_temp.doc('erased-day', '03-12 08:00', '2 03-01 08:00 A; 9 03-08 day A', '{"since": "03-12 08:00"}'),
       pg_temp.doc('ahead-was-a-slip', '03-11 08:00', '2 03-01 08:00 A; 9 2102-03-07 10:00 A'),
       pg_temp.doc('ahead-was-a-slip', '03-12 08:00', '2 03-01 08:00 A; 9 03-07 10:00 A', '{"since": "03-12 08:00"}'),
       pg_temp.doc('log-beside', '03-12 08:00', '2 03-01 08:00 A'),
       pg_temp.plain('log-beside', '03-02 08:00', '2 03-02 08:00', '{"sequence": 1}', 'T'),
       pg_temp.plain('log-beside', '03-20 08:00', '2 03-05 08:00', '{"sequence": 2}', 'T'),
       pg_temp.doc('ties-in-channel', '03-10 22:00', '2 03-01 08:00 A', '{"channel": 2}'),
       pg_temp.doc('ties-in-channel', '03-10 22:00', '2 03-01 08:00 A; 4 03-02 08:00 A', '{"channel": 1}', 'T'),
       pg_temp.doc('no-tie', '03-10 22:00', '2 03-01 08:00 A; 9 03-07 10:00 A; 4 03-08 08:00 A reopens; 9 03-08 10:00 A'),
       pg_temp.doc('no-tie', '03-10 22:00', '2 03-01 08:00 A; 9 03-08 10:00 A', '{}', 'T'),
       pg_temp.doc('stop-left', '03-15 06:00', '2 03-01 08:00 A; 8 03-03 08:00 A; 4 03-05 08:00 A reopens'),
       pg_temp.doc('stop-then-end-reopened', '03-15 06:00', '2 03-01 08:00 A; 8 03-03 08:00 A; 9 03-07 10:00 A; 4 03-09 10:00 A reopens'),
       pg_temp.doc('stop-then-end-elsewhere', '03-15 06:00', '2 03-01 08:00 A; 8 03-03 08:00 A; 9 03-07 10:00 A; 4 03-09 10:00 B reopens',
                   '{"due": null}'),
       pg_temp.doc('reopened-twice', '03-20 06:00', '2 03-01 08:00 A; 9 03-03 10:00 A; 4 03-04 10:00 A reopens; 9 03-05 10:00 A; '
                   '4 03-06 10:00 A reopens'),
       pg_temp.doc('reopening-taken-back', '03-10 06:00', '2 03-01 08:00 A; 9 03-07 10:00 A; 4 03-09 10:00 A reopens'),
       pg_temp.doc('reopening-taken-back', '03-11 06:00', '2 03-01 08:00 A; 9 03-07 10:00 A', '{"since": "03-11 06:00"}'),
       pg_temp.doc('ended-before-reception', '03-20 06:00', '9 03-07 10:00 B; 2 03-09 08:00 A; 4 03-14 10:00 A reopens'),
       pg_temp.doc('reopens-ahead', '03-02 08:00', '2 03-01 08:00 A; 4 03-04 10:00 A reopens'),
       pg_temp.plain('reopens-ahead', '03-05 08:00', '2 03-05 08:00', '{"due": "03-08 17:00"}', 'T'),
       pg_temp.doc('first-names-none', '03-12 08:00', '2 03-01 08:00; 4 03-02 08:00; 9 03-07 10:00 B'),
       pg_temp.doc('due-rewritten', '03-02 08:00', '2 03-01 08:00 A'),
       pg_temp.doc('due-rewritten', '03-07 08:00', '2 03-01 08:00 A', '{"due": "03-15 17:00"}')
\g /dev/null
