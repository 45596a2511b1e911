-- SPDX-License-Identifier: Apache-2.0
-- The oracle's own tables: what stood on the topic, one row a message. Filled by `topic dump` (see
-- tests/support). Rule: nothing in the schema oracle reads from, or shares code with, the loader or
-- consumers/dossier. So: where the two agree, two independent readings of the rules in timeline.h agree.
set client_min_messages = warning;
drop schema if exists oracle cascade;
create schema oracle;

create unlogged table oracle.event (
        partition integer not null,
        kafka_offset bigint not null,
        dossier_id text collate "C" not null,
        source text collate "C" not null,
        sequence bigint not null,
        content bigint not null,      -- the hash of the event's name, as a signed number
        case_kind smallint not null,
        status smallint not null,
        occurred_at bigint not null,  -- microseconds since 1970, as all times here
        stated_at bigint not null,
        observed_at bigint not null,
        submitted_at bigint,
        due_at bigint,
        agency text collate "C" not null,
        received_by text collate "C", -- null: absent, as procedure and field
        level smallint not null,
        procedure text collate "C",
        field text collate "C",
        channel smallint not null,
        return_channel smallint not null,
        service smallint not null,
        payment smallint not null,
        digitised smallint not null,
        kind smallint not null,       -- 0 statement, 1 document, 2 step
        retracts boolean not null,
        occurred_day boolean not null,
        since bigint,
        electronic_result smallint not null,
        reused_data smallint not null,
        shared_to_store smallint not null,
        citizen_data smallint not null,
        fee smallint not null,
        rating smallint not null,
        about text collate "C",
        occurrences text collate "C"  -- null: none; else "status,occurred_at,occurred_day,reopens,agency", U+001F between two
);

-- The occurrences of a document, one a row, in the order of its list.
create function oracle.occurrences(list text)
returns table (item integer, status smallint, occurred_at bigint, occurred_day boolean, reopens boolean, agency text)
language sql immutable parallel safe as $$
select n::integer, split_part(o, ',', 1)::smallint, nullif(split_part(o, ',', 2), '')::bigint, split_part(o, ',', 3) = '1',
       split_part(o, ',', 4) = '1', nullif(substr(o, length(substring(o from '^[^,]*,[^,]*,[^,]*,[^,]*,')) + 1), '')
from string_to_table(list, chr(31)) with ordinality as t(o, n)
$$;

create type oracle.measure as enum (
        'submitted', 'received', 'refused_before', 'withdrawn_before', 'refused', 'withdrawn', 'stopped', 'reopened',
        'paused', 'resumed', 'transferred_in', 'transferred_out', 'resolved_early', 'resolved_on_time',
        'resolved_late', 'resolved_no_due', 'resolved_late_instant', 'resolved_after_pause', 'elapsed_seconds',
        'returned', 'returned_by_post', 'paid_online', 'digitised', 'supplemented', 'backdated', 'due_rewritten',
        'no_due_in', 'no_due_out', 'overdue_day_in', 'overdue_day_out', 'overdue_instant_in', 'overdue_instant_out');

create function oracle.instant(micros bigint) returns timestamptz language sql immutable parallel safe
return timestamptz 'epoch' + micros * interval '1 microsecond';

create function oracle.micros(at timestamptz) returns bigint language sql immutable parallel safe
return (extract(epoch from at) * 1000000)::bigint; -- numeric: exact

create function oracle.local_day(micros bigint, zone text) returns date language sql immutable parallel safe
return ((timestamptz 'epoch' + micros * interval '1 microsecond') at time zone zone)::date;

-- The same in the zone of the session, which is several times faster: for what is asked millions of times.
create function oracle.day_here(micros bigint) returns date language sql stable parallel safe
return to_timestamp(((micros + 2208988800000000) / 1000000 - 2208988800)::double precision)::date;

create function oracle.first_instant_here(day date) returns bigint language sql stable parallel safe
return (date_part('epoch', day::timestamptz) * 1000000)::bigint;

create function oracle.half_month(day date) returns date language sql immutable parallel safe
return day - (date_part('day', day)::integer - case when date_part('day', day) < 15 then 1 else 15 end);
