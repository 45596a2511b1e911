-- SPDX-License-Identifier: Apache-2.0
-- The columns of a dossier, from oracle.life, claim and segment. Part of recompute.sql.

create unlogged table oracle.dossier as
with day as ( -- local days of the due date and the end
        select d, oracle.day_here(c.due_at) as due_day, oracle.day_here(l.end_at) as end_day
        from oracle.life l join oracle.claim c using (d) offset 0
), suspect as (
        select d, c.due_at from oracle.life l join oracle.claim c using (d)
        where l.resolved and l.end_at <= c.due_at and c.first_observed_at < c.due_at and l.rec_k is not null
                and c.last_open_observed_at > c.due_at + 86400000000
), late_word as ( -- backdating: an open statement after the due date, before any end was observed
        select d, bool_or(s.status in (1, 2, 4, 5, 6, 8) and s.observed_at > c.due_at + 86400000000
                        and s.observed_at < e.observed_at) as late_word
        from suspect c
        join (select d, min(observed_at) as observed_at
              from suspect join oracle.statement using (d) where status in (3, 7, 9, 10) group by d) e using (d)
        join oracle.statement s using (d)
        group by d
), last_segment as (
        select d, agency, run, at from oracle.segment where next_agency is null
), pause as ( -- since when, carried along by transfers
        select d, max(at) filter (where run <> run_before and run > 0) as paused_at, bool_or(run = 1) as was_paused
        from oracle.path where run > 0 group by d
)
select k.d, k.dossier_id, l.last_status as status, c.case_kind, c.channel, c.service, c.procedure,
        coalesce(s.agency, l.end_agency, l.last_agency) as agency,
        c.first_observed_at, l.last_at, c.submitted_at, l.rec_at as received_at, c.due_at, c.first_due_at,
        l.end_at as ended_at, l.end_status as ended_by,
        case when l.rec_k is not null then l.returned_at end as returned_at,
        case when l.rec_k is not null and (l.end_k is null or l.end_status = 8) and s.run > 0 then p.paused_at end as paused_at,
        l.rec_agency, l.first_agency, s.run as last_run, coalesce(p.was_paused, false) as was_paused,
        case when l.rec_k is not null then greatest(l.end_at, l.rec_at) end as end_counts_at,
        case when l.rec_k is null then l.end_status end as ended_before_by,
        case when l.rec_k is null then l.end_at end as ended_before_at,
        case when l.rec_k is null then l.end_agency end as ended_before_agency,
        l.rec_k is not null and coalesce(l.resolved, false) as resolved,
        case when not l.resolved or l.resolved is null then 0 when c.due_at is null then 4
                else 2 + sign(end_day - due_day) end::smallint as day_class,
        case when not l.resolved or l.resolved is null then 0 when c.due_at is null then 3
                when l.end_at <= c.due_at then 1 else 2 end::smallint as instant_class,
        coalesce(w.late_word, false) as backdated, c.due_rewritten, c.payment, c.digitised, c.return_channel,
        oracle.first_instant_here(due_day + 1) as overdue_by_day,
        (l.inferred)::integer
        | ((l.rec_k is not null and coalesce(l.end_status = 10, false))::integer << 1)
        | (coalesce(l.end_at < l.rec_at, false)::integer << 2)
        | (coalesce(c.due_at < l.rec_at, false)::integer << 3)
        | (c.due_rewritten::integer << 4)
        | (coalesce(w.late_word, false)::integer << 5)
        | (coalesce(l.status_after_end, false)::integer << 6)
        | (coalesce(l.returned_at < l.end_at, false)::integer << 7)
        | (l.reception_rewritten::integer << 8)
        | (coalesce(l.end_rewritten, false)::integer << 9)
        | (l.future::integer << 10)
        | ((c.channel = 2 and c.service = 1)::integer << 11)
        | (c.truncated::integer << 12)
        | (l.unknown::integer << 13)
        | (l.implausible::integer << 14)
        | (c.contradicted::integer << 15)
        | (l.order_unknown::integer << 16)
        | (c.stated_ahead::integer << 17) as marks
from oracle.dossier_key k
join oracle.life l using (d)
join oracle.claim c using (d)
join day using (d)
left join last_segment s using (d)
left join pause p using (d)
left join late_word w using (d);
analyze oracle.dossier;
