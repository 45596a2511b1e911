-- SPDX-License-Identifier: Apache-2.0
-- Records of what was said, and what stands of them. Part of recompute.sql.

-- Codes as small integers; the warehouse's own numbers play no part. 0: none was said.
create unlogged table oracle.code as
select row_number() over (order by code)::integer as id, code
from (select agency as code from oracle.event union select received_by from oracle.event
      union select procedure from oracle.event union select field from oracle.event
      union select source from oracle.event
      union select o.agency from oracle.event cross join lateral oracle.occurrences(occurrences) o where occurrences is not null) c
where code is not null;
create unlogged table oracle.dossier_key as
select row_number() over ()::integer as d, dossier_id from (select distinct dossier_id from oracle.event) e;
analyze oracle.event, oracle.code, oracle.dossier_key;

-- Records: each thing once, with the times at which it was said and taken back. Nothing is said after it was
-- seen. Of a document its own status, instant and agency are no part: they follow from its occurrences, or
-- from when it was said. Of more than 255 the first and the last 254 are kept, a document by its last
-- occurrence.
set enable_hashagg = off;
create unlogged table oracle.record as
with said as (
        select d, kind, s.id as source, case when kind = 1 then 0 else sequence end as sequence, content >> 32 as content,
                case when kind = 1 then 9223372036854775807 else occurred_at end as occurred_at,
                case when kind = 1 then 0 else status end as status, kind <> 1 and occurred_day as occurred_day,
                case when kind = 1 then 0 else a.id end as agency,
                electronic_result, reused_data, shared_to_store, citizen_data, fee, rating, about,
                case_kind, submitted_at, due_at, coalesce(b.id, 0) as received_by, coalesce(p.id, 0) as procedure,
                coalesce(f.id, 0) as field, level, channel, return_channel, service, payment, digitised, occurrences,
                min(least(stated_at, observed_at)) filter (where not retracts) as stated_first,
                max(least(stated_at, observed_at)) filter (where not retracts) as stated_at,
                min(observed_at) filter (where not retracts) as observed_at,
                max(least(stated_at, observed_at)) filter (where retracts) as retracted_at,
                max(case when since is not null then least(since, stated_at, observed_at) end) filter (where not retracts) as since,
                coalesce(bool_or(stated_at > observed_at) filter (where not retracts), false) as stated_ahead
        from oracle.event e
        join oracle.dossier_key using (dossier_id)
        join oracle.code s on s.code = e.source
        join oracle.code a on a.code = e.agency
        left join oracle.code b on b.code = e.received_by
        left join oracle.code p on p.code = e.procedure
        left join oracle.code f on f.code = e.field
        group by 1, 2, 3, 4, e.content, 6, 7, 8, 9, case_kind, submitted_at, due_at, b.id, p.id, f.id, level, channel, return_channel,
                service, payment, digitised, occurrences, sequence, electronic_result, reused_data, shared_to_store, citizen_data, fee,
                rating, about
), ordered as (
        select *, (array[10, 0, 2, 1, 3, 4, 5, 7, 6, 8, 9])[status + 1]::smallint as place,
                case when kind = 1 then coalesce((select max(o.occurred_at) from oracle.occurrences(occurrences) o), occurred_at)
                     else occurred_at end as canonical_at
        from said
), placed as (
        select *, row_number() over (partition by d order by canonical_at, sequence, kind, place, content) as canon,
                count(*) over (partition by d) as n
        from ordered
), live as (
        select *, n > 255 as truncated, coalesce(retracted_at < stated_at, stated_at is not null) as live
        from placed where canon = 1 or canon > n - 254
)
select *, coalesce(since, stated_first) as changed_at, -- of a document: since when the source says this
        live and case kind
                when 0 then coalesce(stated_at > max(stated_at) filter (where live and kind = 1) over (partition by d, source), true)
                when 1 then row_number() over (partition by d, source, live and kind = 1 order by stated_at desc, canon desc) = 1
                else true end as stands
from live;
reset enable_hashagg;
analyze oracle.record;

-- The occurrences that documents say, of every document that was not taken back. An occurrence without a time
-- happened when the source changed to the document. Ahead: more than a day after all that is known of it.
create unlogged table oracle.document as
select d, canon, source, stands, stated_at, observed_at, due_at, o.item, o.status, coalesce(o.occurred_at, changed_at) as occurred_at,
        o.occurred_at is not null as timed, o.occurred_day, o.reopens and o.status in (2, 4) as reopens, coalesce(c.id, 0) as agency,
        coalesce(o.occurred_at, changed_at) - 86400000000 > greatest(stated_at, observed_at) as ahead
from oracle.record cross join lateral oracle.occurrences(occurrences) o
left join oracle.code c on c.code = o.agency
where kind = 1 and live;
analyze oracle.document;

-- Claims of what stands, in order of saying (r). Of one millisecond, rows of a snapshot (sequence 0) come in
-- their order, a log by occurrence. A step's 2 only takes up again, and it says neither submission nor end
-- nor due date.
create unlogged table oracle.claim as
with claimed as (
        select d, canon, 0 as item, occurred_at, occurred_day, false as reopens, agency,
                case when kind <> 2 then status when status = 2 then 4 when status in (1, 3, 7, 9, 10) then 0 else status end as status,
                status as said_status, stated_at as said_at
        from oracle.record where stands and kind <> 1
        union all
        select d, canon, item, o.occurred_at, o.occurred_day, reopens, o.agency, o.status, o.status, changed_at
        from oracle.document o join oracle.record r using (d, canon) where o.stands
), placed as (
        select c.*, (array[10, 0, 2, 1, 3, 4, 5, 7, 6, 8, 9])[c.status + 1]::smallint as place, r.kind, r.source, r.sequence, r.content,
                r.stated_at, r.observed_at, r.case_kind, r.submitted_at, case when r.kind <> 2 then r.due_at end as due_at, r.received_by,
                r.procedure, r.field, r.channel, r.return_channel, r.service, r.payment, r.digitised
        from claimed c join oracle.record r using (d, canon)
)
select *, floor(said_at / 1000.0) as said_ms,
        row_number() over (partition by d
                order by floor(said_at / 1000.0), case when sequence = 0 then mod(mod(said_at, 1000) + 1000, 1000) else 0 end,
                        observed_at, occurred_at, sequence, place, mod(mod(said_at, 1000) + 1000, 1000), kind, content, item) as r
from placed;
analyze oracle.claim;

-- Attributes: of each the known value said last, packed behind its place in that order.
create unlogged table oracle.attribute as
with known as (
        select d, min(observed_at) as first_observed_at, bool_or(stated_ahead) as stated_ahead,
                coalesce(min(due_at) filter (where kind <> 2) <> max(due_at) filter (where kind <> 2), false) as due_rewritten
        from oracle.record where live group by d
), first_due as ( -- of what was said first, whatever became of it
        select distinct on (d) d, due_at as first_due_at
        from (select *, case when kind = 1 then stated_first else stated_at end as first_at from oracle.record) r
        where live and kind <> 2 and due_at is not null
        order by d, floor(first_at / 1000.0), case when sequence = 0 then mod(mod(first_at, 1000) + 1000, 1000) else 0 end,
                observed_at, canonical_at, sequence, place, mod(mod(first_at, 1000) + 1000, 1000), kind, content
), said as (
        select d, bool_or(said_status = 0) as unknown,
                (max(array[r, procedure]) filter (where procedure > 0))[2]::integer as procedure,
                (max(array[r, case_kind]))[2]::smallint as case_kind,
                (max(array[r, channel]) filter (where channel > 0))[2]::smallint as channel,
                (max(array[r, service]) filter (where service > 0))[2]::smallint as service,
                (max(array[r, payment]) filter (where payment > 0))[2]::smallint as payment,
                (max(array[r, digitised]) filter (where digitised > 0))[2]::smallint as digitised,
                (max(array[r, return_channel]) filter (where return_channel > 0))[2]::smallint as return_channel,
                (max(array[r, due_at]) filter (where due_at is not null))[2] as due_at,
                (max(array[r, submitted_at]) filter (where submitted_at is not null))[2] as submitted_at
        from oracle.claim group by d
), size as (
        select d, bool_or(truncated) as truncated from oracle.record group by d
)
select d, truncated, first_observed_at, coalesce(stated_ahead, false) as stated_ahead, coalesce(due_rewritten, false) as due_rewritten,
        first_due_at, coalesce(unknown, false) as unknown, coalesce(procedure, 0) as procedure, coalesce(case_kind, 0)::smallint as case_kind,
        coalesce(channel, 0)::smallint as channel, coalesce(service, 0)::smallint as service, coalesce(payment, 0)::smallint as payment,
        coalesce(digitised, 0)::smallint as digitised, coalesce(return_channel, 0)::smallint as return_channel, due_at, submitted_at
from size left join known using (d) left join first_due using (d) left join said using (d);
analyze oracle.attribute;
