-- SPDX-License-Identifier: Apache-2.0
-- psql -v dossiers=N -v seed=S: statements that no real system would make, on purpose: every status in any order,
-- occurrences and sayings at the same instant, several agencies, due dates, receptions and ends, ends before
-- receptions, texts left out. Written into oracle.event.
\set ON_ERROR_STOP on
select setseed(:seed / 1000000.0) \g /dev/null
create function pg_temp.one_of(v anyarray) returns anyelement language sql volatile as
'select v[1 + floor(random() * cardinality(v))::integer]';
insert into oracle.event
select row_number() over () % 6, row_number() over (), dossier_id, pg_temp.one_of(array['portal', 'portal', 'counter']),
        pg_temp.one_of(array[0, 0, 1, 2]),
        0, pg_temp.one_of(array[0, 0, 0, 0, 1, 2]), status, occurred_at,
        occurred_at + pg_temp.one_of(array[0, 0, 3600, 86400, 864000]) * 1000000::bigint + pg_temp.one_of(array[0, 0, 1, 2]),
        occurred_at + pg_temp.one_of(array[0, 60, 3600, 86400, 864000, -172800]) * 1000000::bigint,
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
        pg_temp.one_of(array[0, 0, 1, 2])
from (select *, start + floor(pg_temp.one_of(array[0, 1, 1, 1]) * random() * 80)::bigint * 21600000000
                - case when random() < 0.1 then 86400000000 else 0 end as occurred_at,
             case when random() < 0.25 then step[least(n, 8)] else pg_temp.one_of(array[0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10]) end
                as status
      from (select format('000.00.%s.H58-220%s-%s', lpad((1 + d % 3)::text, 2, '0'), 100 + d % 28, lpad(d::text, 5, '0'))
                        as dossier_id,
                   format('000.00.%s.H58', lpad((1 + d % 3)::text, 2, '0')) as agency,
                   format('1.%s', lpad((d % 5)::text, 6, '0')) as procedure,
                   1 + d % 3 as channel, array[1, 2, 4, 5, 4, 9, 10, 10] as step,
                   1641229200000000 + (d % 60) * 86400000000 as start,
                   1641229200000000 + (d % 60 + d % 13) * 86400000000 + (d % 7) * 3600000000 as due, d
            from generate_series(1, :dossiers) d) dossier
      cross join lateral generate_series(1, case when d % 1000 = 999 then 300 else 1 + d * 7919 % 11 end) n) statement;
update oracle.event set content = hashtextextended(event::text, 0); -- for runs without Kafka; topic_dump says the real one
