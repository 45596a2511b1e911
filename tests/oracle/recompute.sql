-- SPDX-License-Identifier: Apache-2.0
-- psql -v zone=NAME -v rule=3|4: recomputes every dossier and flow from oracle.event, by the rules of timeline.h (3:
-- form 06, 4: index 766), with sets instead of a walk.
-- Rule: an occurrence's place (k) and a statement's in order of saying (r) are at most 255, so "the one stated
-- last" is a plain max() over r and the wanted value packed into one bigint: r in the high bits.
\set ON_ERROR_STOP on
\pset pager off
set timezone = :'zone';
set client_min_messages = warning;
set work_mem = '1GB';
set max_parallel_workers_per_gather = 2;
set jit = off;
drop table if exists oracle.code, oracle.dossier_key, oracle.statement, oracle.occurrence, oracle.claim,
        oracle.standing, oracle.void,
        oracle.life, oracle.path, oracle.segment, oracle.dossier, oracle.flow,
        oracle.flow_day, oracle.flow_half_month cascade;

-- Codes as small integers; the warehouse's own numbers play no part.
create unlogged table oracle.code as
select row_number() over (order by code)::integer as id, code
from (select agency as code from oracle.event union select received_by from oracle.event
      union select procedure from oracle.event union select field from oracle.event
      union select source from oracle.event) c
where code is not null;
create unlogged table oracle.dossier_key as
select row_number() over ()::integer as d, dossier_id from (select distinct dossier_id from oracle.event) e;
analyze oracle.event, oracle.code, oracle.dossier_key;

-- Distinct statements: greatest stated_at (none after its observed_at), smallest observed_at. One sort serves the
-- grouping and the order. Of one millisecond, rows of a snapshot (sequence 0) come in their order, a log by occurrence.
set enable_hashagg = off;
create unlogged table oracle.statement as
with said as (
        select d, occurred_at, sequence, (array[10, 0, 2, 1, 3, 4, 5, 7, 6, 8, 9])[status + 1]::smallint as place,
                content, status, case_kind, submitted_at, due_at, a.id as agency, coalesce(b.id, 0) as received_by,
                coalesce(p.id, 0) as procedure, coalesce(f.id, 0) as field, s.id as source, level, channel,
                return_channel, service, payment, digitised,
                max(least(stated_at, observed_at)) as stated_at, min(observed_at) as observed_at,
                bool_or(stated_at > observed_at) as stated_ahead
        from oracle.event e
        join oracle.dossier_key using (dossier_id)
        join oracle.code a on a.code = e.agency
        join oracle.code s on s.code = e.source
        left join oracle.code b on b.code = e.received_by
        left join oracle.code p on p.code = e.procedure
        left join oracle.code f on f.code = e.field
        group by d, occurred_at, sequence, place, content, status, case_kind, submitted_at, due_at, a.id, b.id, p.id, f.id,
                s.id, level, channel, return_channel, service, payment, digitised
), placed as (
        select *, row_number() over canonical as canon, count(*) over (partition by d) as n
        from said window canonical as (partition by d order by occurred_at, sequence, place, content)
)
select d, (case when n > 255 and canon > 1 then canon - (n - 255) else canon end)::smallint as k,
        row_number() over (partition by d
                order by floor(stated_at / 1000.0), case when sequence = 0 then mod(mod(stated_at, 1000) + 1000, 1000) else 0 end,
                        observed_at,
                        occurred_at, sequence, place, mod(mod(stated_at, 1000) + 1000, 1000), canon) as r,
        n > 255 as truncated,
        occurred_at, sequence, place, status, case_kind, stated_at, observed_at, stated_ahead, submitted_at, due_at, agency,
        received_by, procedure, field, source, level, channel, return_channel, service, payment, digitised
from placed where canon = 1 or canon > n - 254;
reset enable_hashagg;
analyze oracle.statement;

-- Occurrences: the statements of one instant and status; the agency said last stands. Those of one instant and sequence
-- come by the place of the status, but what takes up again (4, and 2 after a reception) behind every pause and stop.
create unlogged table oracle.occurrence as
with said as (
        select d, max(r) as r, occurred_at, status, (max(r << 32 | agency) & 4294967295)::integer as agency,
                (min(k::bigint << 32 | sequence) & 4294967295)::integer as sequence, min(k) as first_k,
                bool_and(sequence = 0) as in_snapshot,
                occurred_at - 86400000000 > max(greatest(stated_at, observed_at)) as ahead
        from oracle.statement group by d, occurred_at, status
), grouped as (
        select *, not ahead and (status = 4 or status = 2 and array[occurred_at, sequence]
                > min(array[occurred_at, sequence]) filter (where status = 2 and not ahead) over (partition by d)) as taken_up
        from said
), unordered as (
        select d, occurred_at, sequence from grouped group by d, occurred_at, sequence
        having bool_or(not ahead and status in (5, 6, 8)) and bool_or(taken_up)
)
select d, row_number() over (partition by d order by occurred_at, sequence,
                case when u.d is null then 0 when taken_up then 13
                     else 2 * (array[10, 0, 2, 1, 3, 4, 5, 7, 6, 8, 9])[status + 1] end, first_k)::smallint as k,
        r, occurred_at, status, agency, in_snapshot, ahead, u.d is not null as order_unknown
from grouped left join unordered u using (d, occurred_at, sequence);
analyze oracle.occurrence;

-- Attributes: of each the known value said last. Times are packed as their distance from 1900.
create unlogged table oracle.claim as
with packed as (
        select d, bool_or(truncated) as truncated, min(observed_at) as first_observed_at,
                max(observed_at) filter (where status in (1, 2, 4, 5, 6, 8)) as last_open_observed_at,
                (max(r << 32 | procedure) filter (where procedure > 0) & 4294967295)::integer as procedure,
                max(r << 8 | case_kind) & 255 as case_kind,
                max(r << 8 | channel) filter (where channel > 0) & 255 as channel,
                max(r << 8 | service) filter (where service > 0) & 255 as service,
                max(r << 8 | payment) filter (where payment > 0) & 255 as payment,
                max(r << 8 | digitised) filter (where digitised > 0) & 255 as digitised,
                max(r << 8 | return_channel) filter (where return_channel > 0) & 255 as return_channel,
                max(r << 54 | (due_at + 2208988800000000)) & ((1::bigint << 54) - 1) as due,
                min(r << 54 | (due_at + 2208988800000000)) & ((1::bigint << 54) - 1) as first_due,
                min(due_at) <> max(due_at) as due_rewritten,
                max(r << 54 | (submitted_at + 2208988800000000)) & ((1::bigint << 54) - 1) as submitted,
                bool_or(stated_ahead) as stated_ahead
        from oracle.statement group by d
), registered as ( -- the occurrence of status 1 that stands
        select d, max(r << 54 | (occurred_at + 2208988800000000)) & ((1::bigint << 54) - 1) as registered
        from (select *, in_snapshot or not coalesce(bool_or(not in_snapshot) over before, false) as claims
              from oracle.occurrence where status = 1 and not ahead
              window before as (partition by d order by k rows between unbounded preceding and 1 preceding)) c
        where claims group by d
), contradicted as ( -- two rows of one export
        select distinct a.d from oracle.statement a join oracle.statement b using (d, occurred_at, status, source)
        where a.r < b.r and floor(a.stated_at / 1000.0) = floor(b.stated_at / 1000.0)
                and (a.case_kind <> b.case_kind or a.channel <> b.channel and 0 not in (a.channel, b.channel)
                        or a.service <> b.service and 0 not in (a.service, b.service)
                        or a.payment <> b.payment and 0 not in (a.payment, b.payment)
                        or a.digitised <> b.digitised and 0 not in (a.digitised, b.digitised)
                        or a.return_channel <> b.return_channel and 0 not in (a.return_channel, b.return_channel)
                        or a.procedure <> b.procedure and 0 not in (a.procedure, b.procedure)
                        or a.field <> b.field and 0 not in (a.field, b.field)
                        or a.received_by <> b.received_by and 0 not in (a.received_by, b.received_by)
                        or a.agency <> b.agency or a.submitted_at <> b.submitted_at or a.due_at <> b.due_at)
)
select d, truncated, first_observed_at, last_open_observed_at, coalesce(procedure, 0) as procedure, case_kind::smallint,
        coalesce(channel, 0)::smallint as channel, coalesce(service, 0)::smallint as service,
        coalesce(payment, 0)::smallint as payment, coalesce(digitised, 0)::smallint as digitised,
        coalesce(return_channel, 0)::smallint as return_channel, due - 2208988800000000 as due_at,
        first_due - 2208988800000000 as first_due_at, coalesce(due_rewritten, false) as due_rewritten,
        coalesce(submitted, registered) - 2208988800000000 as submitted_at, stated_ahead, c.d is not null as contradicted
from packed left join registered using (d) left join contradicted c using (d);
analyze oracle.claim;

-- What stands of the claims of an end, and of the reception; each by its place (k).
create unlogged table oracle.standing as
with claim as ( -- of what only logs say the first, and of what lies ahead nothing
        select *, in_snapshot or not coalesce(bool_or(not in_snapshot and not ahead) over before, false) as counted,
                not ahead and (in_snapshot or not coalesce(bool_or(not in_snapshot and not ahead) over before, false)) as claims
        from oracle.occurrence
        window before as (partition by d, status order by k rows between unbounded preceding and 1 preceding)
), mark as (
        select d, min(k) filter (where status = 2 and not ahead) as first2, bool_or(status = 1) as registered,
                max(r << 8 | k) filter (where status = 3 and claims) & 255 as k3,
                max(r << 8 | k) filter (where status = 7 and claims) & 255 as k7,
                max(r << 8 | k) filter (where status = 9 and claims) & 255 as k9,
                max(r << 8 | k) filter (where status = 10 and claims) & 255 as k10,
                bool_or(status = 0) as unknown, bool_or(ahead) as future, bool_or(order_unknown) as order_unknown,
                count(*) filter (where status = 2 and not ahead) as n2,
                count(*) filter (where status = 3 and counted) as n3, count(*) filter (where status = 7 and counted) as n7,
                count(*) filter (where status = 9 and counted) as n9, count(*) filter (where status = 10 and counted) as n10,
                (min(k::bigint << 32 | agency) & 4294967295)::integer as first_agency,
                (max(k::bigint << 32 | agency) & 4294967295)::integer as last_agency
        from claim group by d
), bounded as ( -- those with exactly one status 2 need no search
        select d, min(k) filter (where k > first2 and (status in (5, 6, 8) or k = least(k3, k7, coalesce(k9, k10))))
                        as bound,
                min(k) filter (where status in (4, 5, 6, 8) or k in (k9, k10) or k = k7 and not registered) as inferred
        from mark join oracle.occurrence using (d) where n2 <> 1 and not ahead group by d
), received as (
        select d, max(r << 8 | k) & 255 as rec_k, count(*) > 1 as rewritten
        from (select d, k, r, in_snapshot or not coalesce(bool_or(not in_snapshot) over before, false) as claims
              from oracle.occurrence o join bounded b using (d)
              where status = 2 and not ahead and (bound is null or k < bound)
              window before as (partition by d order by k rows between unbounded preceding and 1 preceding)) c
        where claims group by d
)
select m.*, b.bound, coalesce(r.rec_k, b.inferred, case when n2 = 1 then m.first2 end) as rec_k,
        r.rec_k is null and b.inferred is not null as inferred,
        coalesce(r.rewritten, false) as reception_rewritten, least(k3, k7, coalesce(k9, k10)) as said_end_k
from mark m left join bounded b using (d) left join received r using (d);

create unlogged table oracle.void as
select d, o.k
from oracle.occurrence o join oracle.standing s using (d)
where o.ahead or case o.status when 3 then o.k <> k3 when 7 then o.k <> k7 when 9 then o.k <> k9 when 10 then o.k <> k10
            when 2 then n2 > 1 and o.k <> rec_k and (bound is null or o.k < bound) end;
analyze oracle.standing, oracle.void;

-- The occurrences that happen.
create view oracle.happening as
select d, k, occurred_at, status, agency from oracle.occurrence o
where not exists (select from oracle.void v where v.d = o.d and v.k = o.k);

-- The end (under index 766 maybe a stop that is never left), and what else is read off the occurrences in order.
create unlogged table oracle.life as
with stopped as (
        select d, min(k) filter (where status = 8 and k > coalesce(left_k, 0)) as stop_k
        from oracle.happening h
        join oracle.standing s using (d)
        left join (select d, max(k) as left_k from oracle.happening join oracle.standing using (d)
                   where status in (2, 4, 5, 6) and k >= rec_k and (said_end_k is null or k < said_end_k) group by d) l
                using (d)
        where :rule = 4 and k >= rec_k and (said_end_k is null or k < said_end_k) group by d
), ended as (
        select s.*, coalesce(stop_k, said_end_k) as end_k, stop_k from oracle.standing s left join stopped using (d)
), step as (
        select d, status, lag(status) over (partition by d order by k) as status_before
        from oracle.happening where status <> 0
), implausible as (
        select distinct d from step
        where status <> status_before and (status_before, status) not in (
                (1, 2), (1, 3), (1, 5), (1, 7), (2, 4), (2, 5), (2, 6), (2, 7), (2, 8), (2, 9), (4, 5), (4, 6), (4, 7),
                (4, 8), (4, 9), (5, 2), (5, 4), (5, 7), (5, 8), (6, 4), (6, 7), (6, 8), (6, 9), (8, 2), (8, 4), (8, 5),
                (8, 6), (9, 10))
), shown as ( -- the last one is packed behind its place
        select d, min(status) filter (where k = end_k) as end_status, min(occurred_at) filter (where k = end_k) as end_at,
                min(agency) filter (where k = end_k) as end_agency,
                min(occurred_at) filter (where k = rec_k) as rec_at, min(agency) filter (where k = rec_k) as rec_agency,
                min(occurred_at) filter (where k = k10) as returned_at,
                max(k::bigint << 8 | status) filter (where status <> 0 and (end_k is null or k <= end_k or k = k10)) & 255
                        as last_status,
                max(k::bigint << 54 | (occurred_at + 2208988800000000))
                        filter (where status <> 0 and (end_k is null or k <= end_k or k = k10)) & ((1::bigint << 54) - 1)
                        as last_at,
                bool_or(status in (1, 2, 3, 4, 5, 6, 8) and k > least(k9, k10)) as status_after_end
        from oracle.happening join ended using (d) group by d
)
select s.d, s.rec_k, s.inferred, s.reception_rewritten, s.end_k, s.unknown, s.future, s.order_unknown, s.first_agency, s.last_agency,
        s.stop_k is null and s.end_k = coalesce(s.k9, s.k10) as resolved, v.status_after_end,
        i.d is not null as implausible, v.end_status, v.end_at, v.end_agency,
        case v.end_status when 3 then n3 when 7 then n7 when 9 then n9 when 10 then n10 end > 1 as end_rewritten,
        v.rec_at, v.rec_agency, v.returned_at, coalesce(v.last_status, 0)::smallint as last_status,
        v.last_at - 2208988800000000 as last_at
from ended s
left join shown v using (d)
left join implausible i using (d);
analyze oracle.life;

-- The occurrences from reception to end, with the agency and the kind of running before and after each:
-- 0 runs, 1 paused, 2 stopped. A transfer comes before what else the occurrence says.
create unlogged table oracle.path as
with part as (
        select o.d, o.k, o.occurred_at as at, o.agency, o.status,
                max(case when o.status in (2, 4) then o.k * 4 when o.status in (5, 6) then o.k * 4 + 1
                        when o.status = 8 then o.k * 4 + 2 end) over way & 3 as known,
                lag(o.agency) over way as agency_before
        from oracle.happening o join oracle.life l using (d)
        where o.k between l.rec_k and coalesce(l.end_k, o.k)
                and (o.status <> 10 or o.k in (l.rec_k, l.end_k)) -- a hand-over before the end does nothing
        window way as (partition by d order by o.k)
        union all -- an end said before the reception: received and ended at once
        select d, v.k, rec_at, v.agency, 0, 0, v.agency_before
        from oracle.life cross join lateral (values (1, rec_agency, null), (2, end_agency, rec_agency))
                v(k, agency, agency_before)
        where end_k < rec_k
)
select d, k, at, status, agency, coalesce(agency_before, agency) as agency_before, coalesce(known, 0) as run,
        coalesce(lag(known) over (partition by d order by k), 0) as run_before, agency_before is null as first
from part;
analyze oracle.path;

-- What lies between two changes: [at, until) at one agency in one kind of running; until null: goes on. An
-- occurrence that moves the dossier and changes its running gives two, the first of no length.
create unlogged table oracle.segment as
with change as (
        select d, k * 2 as step, at, agency, run_before as run from oracle.path -- 0 before the first
        where agency <> agency_before and run <> run_before or first and run <> 0
        union all
        select d, k * 2 + 1, at, agency, run from oracle.path
        where agency <> agency_before or run <> run_before or first
)
select d, step, at, agency, run,
        coalesce(lead(at) over way, case when end_status <> 8 then greatest(end_at, rec_at) end) as until,
        lead(agency) over way as next_agency, lead(run) over way as next_run,
        lag(agency) over way as agency_before, lag(run) over way as run_before
from change join oracle.life using (d)
window way as (partition by d order by step);
analyze oracle.segment;
\ir dossier.sql
\ir flow.sql
\ir as_of.sql
