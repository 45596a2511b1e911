-- SPDX-License-Identifier: Apache-2.0
-- psql -v dossiers=N -v seed=S: what no real system would say, on purpose. Written into oracle.event. Plain
-- statements: every status in any order, occurrences and sayings at the same instant, several agencies, due
-- dates, receptions and ends, ends before receptions, texts left out. Two dossiers of three have steps,
-- retractions and days among them too, and one of three documents besides: few different ones, said in turns
-- (A, B, A), by two sources that confirm their contradiction at the same hours, withdrawn, taken back, with
-- occurrences that have no time, only a day, or reopen.
\set ON_ERROR_STOP on
select setseed(:seed / 1000000.0) \g /dev/null
create function pg_temp.one_of(v anyarray) returns anyelement language sql volatile as
'select v[1 + floor(random() * cardinality(v))::integer]';
-- Places what a source in Viet Nam knows the day of only: an end, or what reopens, at the day's last
-- microsecond.
create function pg_temp.placed(at bigint, is_end boolean) returns bigint language sql immutable return
(at + 25200000000) / 86400000000 * 86400000000 - 25200000000 + case when is_end then 86399999999 else 0 end;

create temp table known as
select format('000.00.%s.H58-220%s-%s', lpad((1 + d % 3)::text, 2, '0'), 100 + d % 28, lpad(d::text, 5, '0')) as dossier_id,
       format('000.00.%s.H58', lpad((1 + d % 3)::text, 2, '0')) as agency, format('1.%s', lpad((d % 5)::text, 6, '0')) as procedure,
       1 + d % 3 as channel, array[1, 2, 4, 5, 4, 9, 10, 10] as step, 1641229200000000 + (d % 60) * 86400000000 as start,
       1641229200000000 + (d % 60 + d % 13) * 86400000000 + (d % 7) * 3600000000 as due,
       case when d % 1000 = 999 then 300 when d % 3 = 2 then d * 7919 % 4 else 1 + d * 7919 % 11 end as statements,
       d % 3 > 0 as mixed, d % 3 = 2 as documented, d
from generate_series(1, :dossiers) d;

insert into oracle.event
select row_number() over () % 6, row_number() over (), dossier_id, pg_temp.one_of(array['portal', 'portal', 'counter']),
        pg_temp.one_of(array[0, 0, 1, 2]),
        0, pg_temp.one_of(array[0, 0, 0, 0, 1, 2]), status, case when day then pg_temp.placed(at, status in (3, 7, 9, 10)) else at end,
        at + pg_temp.one_of(array[0, 0, 3600, 86400, 864000]) * 1000000::bigint + pg_temp.one_of(array[0, 0, 1, 2]),
        at + pg_temp.one_of(array[0, 60, 3600, 86400, 864000, -172800]) * 1000000::bigint,
        case when random() < 0.2 then start - floor(random() * 3)::bigint * 3600000000 end,
        case when random() < 0.6 then due + pg_temp.one_of(array[0, 0, 0, 0, 0, 0, 0, 0, 86400, -86400, 20])
                * 1000000::bigint end,
        pg_temp.one_of(array[agency, agency, agency, '000.00.01.H58', '000.00.02.H58']),
        pg_temp.one_of(array[null, '000.00.01.H58', '000.00.03.H58']),
        pg_temp.one_of(array[0, 1, 2, 3]),
        pg_temp.one_of(array[null, null, procedure, procedure, procedure, '1.000009']),
        pg_temp.one_of(array[null, 'G01-XX01', 'G02-XX02']),
        pg_temp.one_of(array[0, channel, channel, channel, 1, 2, 3]),
        pg_temp.one_of(array[0, 0, 1, 2]), pg_temp.one_of(array[0, 0, 1, 2, 3]), pg_temp.one_of(array[0, 0, 0, 1, 2, 3]),
        pg_temp.one_of(array[0, 0, 1, 2]),
        case when mixed and random() < 0.2 then 2 else 0 end, false, day, null,
        pg_temp.one_of(array[0, 0, 1, 2]), 0, 0, 0, pg_temp.one_of(array[0, 0, 3]), 0, null, null
from (select *, start + floor(pg_temp.one_of(array[0, 1, 1, 1]) * random() * 80)::bigint * 21600000000
                - case when random() < 0.1 then 86400000000 else 0 end as at,
             case when random() < 0.25 then step[least(n, 8)] else pg_temp.one_of(array[0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10]) end
                as status, mixed and random() < 0.15 as day
      from known cross join lateral generate_series(1, statements) n) statement;

-- The documents of a source, numbered: 0 is the one that says there is nothing.
create temp table document as
select k.*, source, v, pg_temp.one_of(array[0, 0, 0, 0, 1]) as case_kind,
       case when random() < 0.3 then start - floor(random() * 3)::bigint * 3600000000 end as submitted_at,
       case when random() < 0.8 then due + pg_temp.one_of(array[0, 0, 0, 86400, -86400, 20]) * 1000000::bigint end as due_at,
       pg_temp.one_of(array[null, '000.00.01.H58']) as received_by, pg_temp.one_of(array[0, 1, 2, 3]) as level,
       pg_temp.one_of(array[null, procedure, procedure, '1.000009']) as procedure_said, pg_temp.one_of(array[null, 'G01-XX01']) as field,
       pg_temp.one_of(array[0, channel, channel, 2]) as channel_said, pg_temp.one_of(array[0, 1, 2]) as return_channel,
       pg_temp.one_of(array[0, 1, 3]) as service, pg_temp.one_of(array[0, 1, 2]) as payment, pg_temp.one_of(array[0, 1, 2]) as digitised,
       pg_temp.one_of(array[0, 1, 2]) as reused_data, pg_temp.one_of(array[0, 0, 1]) as rating, pg_temp.one_of(array[null, dossier_id]) as about
from known k cross join lateral (values ('portal'), ('counter'), ('registry')) s(source) cross join lateral generate_series(0, 3) v
where documented and (source = 'registry' or d % 2 = 0);

-- The occurrences that they say: as a life goes (received, paused, taken up, ended, handed over, reopened,
-- ended again), cut off somewhere, with a status here and there that belongs nowhere.
create temp table occurrence as
select *, day and (status in (3, 7, 9, 10) or reopens) as closes
from (select dossier_id, source, v, n, case when random() < 0.1 then pg_temp.one_of(array[0, 1, 2, 3, 6, 7, 8, 10])
                      else (array[2, 5, 4, 9, 10, 4, 8, 4, 9, 10])[n] end as status,
             case when random() < 0.9 then start + greatest(0, n * 6 - 8 + floor(random() * 6)::integer) * 21600000000::bigint
                      + case when random() < 0.01 then 3155760000000000 else 0 end end as at,
             random() < 0.2 as day, n = 6 and random() < 0.8 or random() < 0.03 as reopens,
             pg_temp.one_of(array[agency, agency, null, '000.00.01.H58', '000.00.02.H58']) as agency
      from document cross join lateral generate_series(1, case when d > 0 then pg_temp.one_of(array[1, 1, 2, 4, 5, 6, 7, 8, 9, 10]) end) n
      where v > 0 and (n in (1, 4, 6) or random() < 0.6)) o;
update occurrence set agency = '000.00.01.H58' -- a document names one at least
where (dossier_id, source, v, n) in (select dossier_id, source, v, min(n) from occurrence group by 1, 2, 3 having count(agency) = 0);
update occurrence set day = day and at is not null, closes = closes and at is not null;
update occurrence set at = pg_temp.placed(at, closes) where day;

create index on occurrence (dossier_id, source, v);
analyze known, document, occurrence;

-- Their sayings, one behind the other at full hours: two sources speak at the same ones. What a door saw
-- change has a since.
create temp table saying as
select *, v is distinct from lag(v) over (partition by dossier_id, source order by n) and n > 1 and random() < 0.8 as changed
from (select dossier_id, source, n, start + (16 + n * 9 + floor(random() * 12)::integer) * 21600000000 + case when random() < 0.2 then 1 else 0 end
                as stated_at,
             pg_temp.one_of(array[0, 1, 1, 1, 2, 2, 3]) as v
      from known cross join lateral (values ('portal'), ('counter'), ('registry')) s(source)
      cross join lateral generate_series(1, case when d > 0 then 1 + floor(random() * 6)::integer end) n
      where documented and (source = 'registry' or d % 2 = 0)) s;

analyze saying;

insert into oracle.event
select row_number() over () % 6, 1000000 + row_number() over (), d.dossier_id, d.source, 0, 0, case_kind, coalesce(l.status, 0),
        coalesce(l.at, case when l.status is null then s.stated_at end, case when changed then s.stated_at end, s.stated_at), s.stated_at,
        s.stated_at + pg_temp.one_of(array[0, 0, 0, 60, 60, 60, 3600, 3600, 3600, -86400]) * 1000000::bigint, submitted_at, due_at, coalesce(l.agency, d.agency),
        received_by, level, procedure_said, field, channel_said, return_channel, service, payment, digitised, 1, false,
        coalesce(l.day, false), case when changed then s.stated_at end, 0, reused_data, 0, 0, 0, rating, about, o.list
from saying s join document d using (dossier_id, source, v)
left join lateral (select string_agg(concat_ws(',', status, coalesce(at::text, ''), day::integer, reopens::integer, coalesce(agency, '')),
                                     chr(31) order by n) as list
                   from occurrence o where (o.dossier_id, o.source, o.v) = (s.dossier_id, s.source, s.v)) o on true
left join lateral (select status, at, day, agency
                   from occurrence o where (o.dossier_id, o.source, o.v) = (s.dossier_id, s.source, s.v)
                   order by coalesce(at, s.stated_at) desc, n desc limit 1) l on true;

-- Some of both is taken back, before, when or after it was said last.
insert into oracle.event
select (e).*
from (select jsonb_populate_record(e, jsonb_build_object('retracts', true, 'kafka_offset', kafka_offset + 2000000,
                'stated_at', stated_at + late, 'observed_at', greatest(stated_at + late, observed_at), 'since', null)) as e
      from (select e, e.*, pg_temp.one_of(array[0, 3600000000, 3600000000, 864000000000, -3600000000]) as late
            from oracle.event e join known using (dossier_id)
            where mixed and random() < case when kind = 1 then 0.12 else 0.05 end) taken) t;
-- For runs without Kafka a hash of what a name holds; `topic dump` tells the real one.
update oracle.event set content = hashtextextended(concat_ws(chr(30), dossier_id, source, sequence, kind,
        case when kind <> 1 then concat_ws(chr(30), status, occurred_at, occurred_day, agency) end, case_kind, coalesce(submitted_at, 0),
        coalesce(due_at, 0), coalesce(received_by, ''), level, coalesce(procedure, ''), coalesce(field, ''), channel, return_channel, service,
        payment, digitised, electronic_result, reused_data, shared_to_store, citizen_data, fee, rating, coalesce(about, ''),
        coalesce(occurrences, '')), 0);
