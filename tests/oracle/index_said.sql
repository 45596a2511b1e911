-- SPDX-License-Identifier: Apache-2.0
-- What a simulated province leaves out, as more events (oracle.said) about the dossiers of oracle.event: the facts that index 766 counts, a
-- second request for papers here and there, and petitions.
\set ON_ERROR_STOP on
set client_min_messages = warning;
drop table if exists oracle.said;
select setseed(0.766) \g /dev/null
create function pg_temp.one_of(v anyarray) returns anyelement language sql volatile as
'select v[1 + floor(random() * cardinality(v))::integer]';

create temp table first as
select distinct on (dossier_id) e as first from oracle.event e where status = 2 order by dossier_id, occurred_at, kafka_offset;

create unlogged table oracle.said as
select (e).* from (
        -- The reception once more, with facts.
        select jsonb_populate_record(first, jsonb_build_object(
                'electronic_result', pg_temp.one_of(array[0, 1, 2, 2]), 'reused_data', pg_temp.one_of(array[0, 1, 2]),
                'shared_to_store', pg_temp.one_of(array[0, 1, 1, 2]), 'citizen_data', pg_temp.one_of(array[0, 1, 2, 2]),
                'fee', pg_temp.one_of(array[0, 1, 2, 3, 3, 3]), 'payment', pg_temp.one_of(array[0, 1, 2, 3]),
                'rating', pg_temp.one_of(array[0, 0, 0, 0, 1, 1, 2]), 'stated_at', (first).stated_at + 60000000,
                'observed_at', (first).observed_at + 60000000)) as e
        from first
        union all
        -- Papers, asked for and brought, once or twice, within days of the reception.
        select jsonb_populate_record(first, jsonb_build_object('status', s.status, 'sequence', 0,
                'occurred_at', (first).occurred_at + s.hours * 3600000000, 'stated_at', (first).occurred_at + s.hours * 3600000000,
                'observed_at', (first).occurred_at + s.hours * 3600000000))
        from (select first, pg_temp.one_of(array[0, 0, 0, 0, 0, 1, 2, 3]) as times from first) f
        cross join lateral (values (1, 5, 5), (2, 4, 40), (3, 5, 60), (4, 4, 70)) s (nth, status, hours)
        where s.nth <= times + (times > 1)::integer
        union all
        -- A petition about one dossier of eight; half of them answered, some refused, asked back, published, transferred.
        select jsonb_populate_record(first, jsonb_build_object('case_kind', 1, 'dossier_id', 'PAKN-' || (first).dossier_id, 'status', s.status,
                'sequence', 0, 'about', case when status = 2 then (first).dossier_id end, 'due_at', null, 'submitted_at', null, 'procedure', null,
                'rating', case when status = 2 then pg_temp.one_of(array[0, 0, 1, 2]) else 0 end, 'occurred_at', (first).occurred_at + s.at,
                'stated_at', (first).occurred_at + s.at, 'observed_at', (first).occurred_at + s.at))
        from (select first, pg_temp.one_of(array[1, 2, 3, 4, 5]) as way from first where hashtext((first).dossier_id) % 8 = 0) f
        cross join lateral (
                select status, hours * 3600000000::bigint as at
                from (values (1, 2, 0), (2, 2, 0), (2, 9, 24 * (3 + (hashtext((first).dossier_id) & 31))), (3, 2, 0),
                        (3, 3, 24 * (1 + (hashtext((first).dossier_id) & 7))), (4, 2, 0), (4, 5, 24 * (1 + (hashtext((first).dossier_id) & 15))),
                        (5, 2, 0), (5, 9, 24 * 5), (5, 10, 24 * (6 + (hashtext((first).dossier_id) & 7)))) w (way, status, hours)
                where w.way = f.way) s
        union all
        -- A petition about a petition: it was raised again.
        select jsonb_populate_record(first, jsonb_build_object('case_kind', 1, 'dossier_id', 'LAI-' || (first).dossier_id, 'sequence', 0,
                'about', 'PAKN-' || (first).dossier_id, 'due_at', null, 'submitted_at', null, 'procedure', null))
        from first where hashtext((first).dossier_id) % 32 = 0
) s;
