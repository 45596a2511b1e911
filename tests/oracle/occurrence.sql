-- SPDX-License-Identifier: Apache-2.0
-- Occurrences in their order, and which of them stand. Part of recompute.sql.

-- Occurrences: the claims of one instant and status; the agency said last stands. What reopens comes behind
-- all else of its instant. The others of one instant and sequence come by the place of the status, but what
-- takes up again (4, and 2 after a reception) behind every pause and stop.
create unlogged table oracle.occurrence as
with said as (
        select d, max(r) as r, occurred_at, status, (max(array[r, agency]) filter (where agency > 0))[2]::integer as agency,
                (max(array[r, occurred_day::integer]))[2] = 1 as occurred_day, min(sequence) as sequence,
                bool_and(sequence = 0) as in_snapshot, min(place) as place, bool_and(kind = 2) as step, bool_and(said_status = 1) as registered,
                bool_or(reopens) as reopens,
                occurred_at - 86400000000 > max(greatest(stated_at, observed_at)) as ahead
        from oracle.claim group by d, occurred_at, status
), grouped as (
        select *, not ahead and not reopens and (status = 4 or status = 2 and array[occurred_at, reopens::integer, sequence]
                > min(array[occurred_at, reopens::integer, sequence]) filter (where status = 2 and not ahead) over (partition by d))
                as taken_up
        from said
), unordered as (
        select d, occurred_at, sequence from grouped where not reopens group by d, occurred_at, sequence
        having bool_or(not ahead and status in (5, 6, 8)) and bool_or(taken_up)
), placed as (
        select g.*, row_number() over (partition by d order by occurred_at, reopens, sequence,
                        case when taken_up and u.d is not null then 13 else 2 * place end, place)::integer as k,
                u.d is not null and not reopens as order_unknown
        from grouped g left join unordered u using (d, occurred_at, sequence)
), ends as ( -- how many ends lie before
        select *, count(*) filter (where status in (3, 7, 9, 10) and not ahead) over (partition by d order by k) as ended
        from placed
), begun as ( -- a segment begins at what reopens, when something ended since whatever reopened before it
        select d, k, ended > lag(ended, 1, 0::bigint) over (partition by d order by k) as begins
        from ends where reopens and not ahead
)
select d, k, count(*) filter (where begins) over (partition by d order by k)::integer as seg, coalesce(begins, false) as begins,
        r, occurred_at, status, in_snapshot, step, registered, ahead, reopens, order_unknown, occurred_day,
        -- Without an agency: that of the one before, else of the one behind that names one.
        coalesce((max(array[k, agency]) filter (where agency > 0) over (partition by d order by k))[2],
                 (min(array[k, agency]) filter (where agency > 0)
                         over (partition by d order by k rows between current row and unbounded following))[2], 0)::integer as agency
from ends left join begun using (d, k);
analyze oracle.occurrence;

-- Each segment: what stands of the claims of its ends, and of the reception as if it were alone; each by its
-- place (k).
create unlogged table oracle.segment as
with claim as ( -- of what only logs say the first, and of what lies ahead nothing
        select *, in_snapshot or not coalesce(bool_or(not in_snapshot and not ahead) over before, false) as counted,
                not ahead and (in_snapshot or not coalesce(bool_or(not in_snapshot and not ahead) over before, false)) as claims
        from oracle.occurrence
        window before as (partition by d, seg, status order by k rows between unbounded preceding and 1 preceding)
), mark as (
        select d, seg, min(k) as first_k, min(k) filter (where status = 2 and not ahead) as first2, bool_or(status = 1) as registered,
                (max(array[r, k]) filter (where status = 3 and claims))[2]::integer as k3,
                (max(array[r, k]) filter (where status = 7 and claims))[2]::integer as k7,
                (max(array[r, k]) filter (where status = 9 and claims))[2]::integer as k9,
                (max(array[r, k]) filter (where status = 10 and claims))[2]::integer as k10,
                count(*) filter (where status = 2 and not ahead) as n2,
                count(*) filter (where status = 3 and counted) as n3, count(*) filter (where status = 7 and counted) as n7,
                count(*) filter (where status = 9 and counted) as n9, count(*) filter (where status = 10 and counted) as n10
        from claim group by d, seg
), bounded as ( -- those with exactly one status 2 need no search
        select d, seg, min(k) filter (where k > first2 and (status in (5, 6, 8) and not step or reopens or k = least(k3, k7, coalesce(k9, k10))))
                        as bound,
                min(k) filter (where status in (4, 5, 6, 8) and not step or k in (k9, k10) or k = k7 and not m.registered) as inferred
        from mark m join oracle.occurrence using (d, seg) where n2 <> 1 and not ahead group by d, seg
), received as (
        select d, seg, (max(array[r, k]))[2]::integer as rec_k, count(*) > 1 as rewritten
        from (select d, seg, k, r, in_snapshot or not coalesce(bool_or(not in_snapshot) over before, false) as claims
              from oracle.occurrence o join bounded b using (d, seg)
              where status = 2 and not ahead and (bound is null or k < bound)
              window before as (partition by d, seg order by k rows between unbounded preceding and 1 preceding)) c
        where claims group by d, seg
)
select m.*, b.bound, coalesce(r.rec_k, b.inferred, case when n2 = 1 then m.first2 end) as rec_k,
        r.rec_k is null and b.inferred is not null as inferred,
        coalesce(r.rewritten, false) as rewritten, least(k3, k7, coalesce(k9, k10)) as said_end_k
from mark m left join bounded b using (d, seg) left join received r using (d, seg);
analyze oracle.segment;

-- The reception: in the first segment that has one; of a dossier of which only steps are known, by the first
-- of them.
create unlogged table oracle.reception as
select distinct on (d) d, seg as rec_seg, rec_k, inferred, rewritten, bound, n2
from oracle.segment where rec_k is not null
order by d, seg;
insert into oracle.reception
select d, 0, min(k) filter (where not ahead and not registered), true, false, null, 0
from oracle.occurrence group by d
having bool_and(step) and bool_or(not ahead and not registered);
analyze oracle.reception;

create unlogged table oracle.void as
select d, o.k
from oracle.occurrence o join oracle.segment s using (d, seg) left join oracle.reception r using (d)
where o.ahead or case o.status when 3 then o.k <> k3 when 7 then o.k <> k7 when 9 then o.k <> k9 when 10 then o.k <> k10
            when 2 then seg = rec_seg and r.n2 > 1 and o.k <> r.rec_k and (r.bound is null or o.k < r.bound) end;
analyze oracle.void;

-- The occurrences that happen.
create view oracle.happening as
select d, k, seg, begins, occurred_at, status, agency, step, occurred_day from oracle.occurrence o
where not exists (select from oracle.void v where v.d = o.d and v.k = o.k);
