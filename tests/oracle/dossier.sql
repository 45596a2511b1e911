-- SPDX-License-Identifier: Apache-2.0
-- The columns of a dossier. Part of recompute.sql.

create unlogged table oracle.dossier as
with shown as ( -- the last occurrence that happened, but what lies between an end and the hand-over
        select d, max(array[h.k, h.status, h.occurred_at]) as last
        from oracle.happening h join oracle.ended e using (d, seg)
        where h.status <> 0 and (e.end_k is null or h.k <= e.end_k or h.k = e.k10) group by d
), whole as (
        select d, bool_or(ahead) as future, bool_or(order_unknown) as order_unknown, max(seg) > 0 as reopened,
                (min(array[k, agency]))[2]::integer as first_agency, (max(array[k, agency]))[2]::integer as last_agency
        from oracle.occurrence group by d
), registered as ( -- the occurrence of status 1 that stands
        select d, (max(array[r, occurred_at]))[2] as registered_at
        from (select *, in_snapshot or not coalesce(bool_or(not in_snapshot) over before, false) as claims
              from oracle.occurrence where status = 1 and not ahead
              window before as (partition by d order by k rows between unbounded preceding and 1 preceding)) c
        where claims group by d
), last_stay as (
        select distinct on (d) d, agency, run, lasts from oracle.stay where next_agency is null order by d, life desc
), pause as ( -- since when, carried along by transfers
        select d, max(at) as paused_at from oracle.path where run <> run_before and run > 0 group by d
), ending as (
        select * from oracle.ending where is_last
), end_day as (
        select d, oracle.day_here(due_at) as due_day from oracle.attribute offset 0
)
select k.d, k.dossier_id, coalesce(l.last[2], 0)::smallint as status, c.case_kind, c.channel, c.service, c.procedure,
        coalesce(s.agency, e.agency, w.last_agency, 0) as agency, c.first_observed_at, l.last[3] as last_at,
        coalesce(c.submitted_at, g.registered_at) as submitted_at, o.occurred_at as received_at, c.due_at, c.first_due_at,
        e.end_at as ended_at, e.end_status as ended_by, case when r.d is not null then h.returned_at end as returned_at,
        case when s.lasts and s.run > 0 then p.paused_at end as paused_at,
        o.agency as rec_agency, w.first_agency, c.due_rewritten, c.payment, c.digitised, c.return_channel,
        coalesce(e.day_class, 0::smallint) as day_class, coalesce(e.instant_class, 0::smallint) as instant_class,
        m.last_seen_open, m.end_first_seen,
        oracle.first_instant_here(due_day + 1) as overdue_by_day,
        (coalesce(r.inferred, false))::integer
        | ((coalesce(e.received and e.end_status = 10, false))::integer << 1)
        | (coalesce(e.end_at < o.occurred_at, false)::integer << 2)
        | (coalesce(c.due_at < o.occurred_at, false)::integer << 3)
        | (c.due_rewritten::integer << 4)
        | (m.backdated::integer << 5)
        | (m.status_after_end::integer << 6)
        | (coalesce(h.returned_at < e.end_at, false)::integer << 7)
        | ((coalesce(r.rewritten, false) or m.reception_taken_back)::integer << 8)
        | ((coalesce(e.rewritten, false) or m.end_taken_back)::integer << 9)
        | (coalesce(w.future, false)::integer << 10)
        | ((c.channel = 2 and c.service = 1)::integer << 11)
        | (c.truncated::integer << 12)
        | (c.unknown::integer << 13)
        | (m.implausible::integer << 14)
        | (m.contradicted::integer << 15)
        | (coalesce(w.order_unknown, false)::integer << 16)
        | (c.stated_ahead::integer << 17)
        | (m.erased::integer << 18)
        | (m.ties::integer << 19)
        | (coalesce(w.reopened, false)::integer << 20) as marks
from oracle.dossier_key k
join oracle.attribute c using (d)
join oracle.mark m using (d)
join end_day using (d)
left join shown l using (d)
left join whole w using (d)
left join registered g using (d)
left join oracle.reception r using (d)
left join oracle.occurrence o on (o.d, o.k) = (r.d, r.rec_k)
left join oracle.ended h on h.d = k.d and h.is_last
left join ending e on e.d = k.d
left join last_stay s on s.d = k.d
left join pause p on p.d = k.d;
analyze oracle.dossier;
