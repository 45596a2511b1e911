-- SPDX-License-Identifier: Apache-2.0
-- The end of every segment, what happened from the reception on, and where the dossier stayed. Part of
-- recompute.sql.

-- Each segment: where its life begins (start_k; none before the reception), its end (under index 766 maybe a
-- stop that is never left), and its hand-over.
create unlogged table oracle.ended as
with lived as (
        select s.d, s.seg, s.first_k, s.k9, s.k10, s.n3, s.n7, s.n9, s.n10, s.said_end_k, r.rec_k as received_k,
                case when seg = rec_seg then r.rec_k when seg > rec_seg then first_k end as start_k
        from oracle.segment s left join oracle.reception r using (d)
), left_last as (
        select d, seg, max(k) as left_k from oracle.happening join lived using (d, seg)
        where status in (2, 4, 5, 6) and k >= start_k and (said_end_k is null or k < said_end_k) group by d, seg
), stopped as (
        select d, seg, min(k) filter (where status = 8 and not step and k > coalesce(left_k, 0)) as stop_k
        from oracle.happening join lived using (d, seg) left join left_last using (d, seg)
        where :rule = 6 and k >= start_k and (said_end_k is null or k < said_end_k) group by d, seg
), ended as (
        select l.*, stop_k, coalesce(stop_k, said_end_k) as end_k, lead(first_k) over (partition by d order by seg) as reopened_k
        from lived l left join stopped using (d, seg)
)
select e.d, e.seg, e.start_k, e.received_k, e.end_k, e.k9, e.k10, e.reopened_k is null as is_last,
        o.status as end_status, o.occurred_at as end_at, o.occurred_day as end_of_day, o.agency as end_agency,
        h.occurred_at as returned_at, n.occurred_at as reopened_at, v.occurred_at as received_at, v.agency as received_agency,
        -- A life: from the reception, or from a reopening, to an end that is no stop.
        (count(*) filter (where e.start_k is not null and o.status is distinct from 8) over lives
                - (e.start_k is not null and o.status is distinct from 8)::integer)::integer as life,
        lag(o.agency) over lives as agency_before,
        coalesce(stop_k is null and end_k = coalesce(k9, k10), false) as resolved,
        case o.status when 3 then n3 when 7 then n7 when 9 then n9 when 10 then n10 end > 1 as rewritten
from ended e
left join oracle.occurrence o on (o.d, o.k) = (e.d, e.end_k)
left join oracle.occurrence h on (h.d, h.k) = (e.d, e.k10)
left join oracle.occurrence n on (n.d, n.k) = (e.d, e.reopened_k)
left join oracle.occurrence v on (v.d, v.k) = (e.d, e.received_k)
window lives as (partition by e.d order by e.seg);
analyze oracle.ended;

-- The occurrences of each life, with the agency and the kind of running before and after each: 0 runs, 1
-- paused, 2 stopped. A transfer comes before what else the occurrence says, but behind what begins a segment.
-- The first of a life that begins with a reopening comes from where it ended.
create unlogged table oracle.path as
with lived as (
        select o.d, e.life, o.k, o.begins, o.occurred_at as at, o.agency, o.status, e.agency_before as ended_at,
                :rule = 6 and o.status = 8 and o.step as pauses, -- no step ends it, not even till it is left
                case when o.status in (2, 4) then o.k * 4 when o.status in (5, 6) then o.k * 4 + 1 when o.status = 8 then o.k * 4 + 2 end
                        as said
        from oracle.happening o join oracle.ended e using (d, seg)
        where o.k between e.start_k and coalesce(e.end_k, o.k)
                and (o.status <> 10 or o.k in (e.start_k, e.end_k)) -- a hand-over before the end does nothing
), firm as (
        select *, max(said) filter (where not pauses) over (partition by d, life order by k) & 3 as run from lived
), part as (
        select d, life, k, 0 as nth, begins, at, agency, status,
                max(case when not pauses then said when run is distinct from 2 then k * 4 + 1 end) over (partition by d, life order by k) & 3
                        as known, ended_at
        from firm
        union all -- an end said before the reception: received and ended at once
        select d, life, received_k, v.nth, false, received_at, v.agency, 0, 0, null
        from oracle.ended cross join lateral (values (0, received_agency), (1, end_agency)) v(nth, agency)
        where end_k < start_k
)
select d, life, k, nth, begins, at, status, agency, lag(k) over way is null as first, coalesce(known, 0) as run,
        coalesce(lag(agency) over way, case when life > 0 then ended_at end, agency) as agency_before,
        coalesce(lag(known) over way, 0) as run_before
from part window way as (partition by d, life order by k, nth);
analyze oracle.path;

-- Stays lie between two changes: [at, until) at one agency in one kind of running; until null: goes on. An
-- occurrence that moves the dossier and changes its running gives two, the first of no length; one that is
-- received paused, or reopened elsewhere, also.
create unlogged table oracle.stay as
with change as (
        select d, life, k, nth, 0 as half, at, case when first or begins then agency_before else agency end as agency,
                case when begins then run else run_before end as run
        from oracle.path
        where agency <> agency_before and run <> run_before or first and (run <> 0 or agency <> agency_before)
        union all
        select d, life, k, nth, 1, at, agency, run from oracle.path
        where agency <> agency_before or run <> run_before or first
)
select d, life, at, agency, run, coalesce(lead(at) over way, e.until) as until,
        lead(agency) over way as next_agency, lead(run) over way as next_run,
        lag(agency) over way as agency_before, lag(run) over way as run_before,
        lead(at) over way is null and e.until is null as lasts
from change
left join (select d, life, greatest(end_at, received_at) as until from oracle.ended
           where start_k is not null and end_status <> 8) e using (d, life)
window way as (partition by d, life order by k, nth, half);
analyze oracle.stay;

-- Every end as it counts, until it is taken out at a reopening; also of what was never received till then.
create unlogged table oracle.ending as
with day as (
        select e.*, a.due_at, oracle.day_here(a.due_at) as due_day, oracle.day_here(end_at) as end_day, p.paused_k
        from oracle.ended e join oracle.attribute a using (d)
        left join (select d, min(k) as paused_k from oracle.path where run = 1 group by d) p using (d)
        where end_k is not null offset 0
)
select d, seg, is_last, start_k is not null as received, end_status, end_at, end_agency as agency, reopened_at, received_at,
        case when start_k is not null then greatest(end_at, received_at) else end_at end as counts_at,
        case when start_k is not null and returned_at is not null then greatest(returned_at, end_at, received_at) end as handed_at,
        returned_at, resolved and start_k is not null as resolved, rewritten, coalesce(paused_k <= end_k, false) as was_paused,
        case when not resolved or start_k is null then 0 when due_at is null then 4 else 2 + sign(end_day - due_day) end::smallint as day_class,
        case when not resolved or start_k is null then 0 when due_at is null then 3
                when case when end_of_day then end_day <= due_day else end_at <= due_at end then 1 else 2 end::smallint as instant_class
from day;
analyze oracle.ending;
