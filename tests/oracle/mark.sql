-- SPDX-License-Identifier: Apache-2.0
-- The marks that look at records, or at neighbours among the occurrences. Part of recompute.sql.

-- Two claims know different values of one thing; 0: not known.
create function oracle.contradict(a oracle.claim, b oracle.claim) returns boolean language sql immutable parallel safe
return a.case_kind <> b.case_kind or a.channel <> b.channel and 0 not in (a.channel, b.channel)
        or a.service <> b.service and 0 not in (a.service, b.service)
        or a.payment <> b.payment and 0 not in (a.payment, b.payment)
        or a.digitised <> b.digitised and 0 not in (a.digitised, b.digitised)
        or a.return_channel <> b.return_channel and 0 not in (a.return_channel, b.return_channel)
        or a.procedure <> b.procedure and 0 not in (a.procedure, b.procedure)
        or a.field <> b.field and 0 not in (a.field, b.field)
        or a.received_by <> b.received_by and 0 not in (a.received_by, b.received_by)
        or coalesce(a.submitted_at <> b.submitted_at, false) or coalesce(a.due_at <> b.due_at, false)
        or a.agency <> b.agency and 0 not in (a.agency, b.agency) and a.occurred_at = b.occurred_at and a.status = b.status;

create unlogged table oracle.mark as
with step as (
        select d, status, lag(status) over (partition by d, seg order by k) as status_before
        from oracle.happening where status <> 0 and not step
), implausible as (
        select distinct d from step
        where status <> status_before and (status_before, status) not in (
                (1, 2), (1, 3), (1, 5), (1, 7), (2, 4), (2, 5), (2, 6), (2, 7), (2, 8), (2, 9), (4, 5), (4, 6), (4, 7),
                (4, 8), (4, 9), (5, 2), (5, 4), (5, 7), (5, 8), (6, 4), (6, 7), (6, 8), (6, 9), (8, 2), (8, 4), (8, 5),
                (8, 6), (9, 10))
), after_end as (
        select distinct d from oracle.happening h join oracle.segment s using (d, seg)
        where h.status in (1, 2, 3, 4, 5, 6, 8) and not step and h.k > least(s.k9, s.k10)
), contradicted as ( -- two rows of one export
        select distinct a.d from oracle.claim a join oracle.claim b using (d, source, said_ms, occurred_at, status)
        where a.r < b.r and a.kind = 0 and b.kind = 0 and oracle.contradict(a, b)
        union
        select d from (select d, source, floor(stated_at / 1000.0) from oracle.record where live and kind = 1) r
        group by d, source, floor having count(*) > 1
), tied as ( -- two sources at one time
        select distinct a.d from oracle.claim a join oracle.claim b using (d, said_ms)
        where a.source < b.source and a.kind <> 2 and b.kind <> 2
                and (oracle.contradict(a, b)
                        or a.status = b.status and a.status in (2, 3, 7, 9, 10) and a.sequence = 0 and b.sequence = 0
                                and not exists (select from oracle.claim x join oracle.claim y using (d, said_ms, status, occurred_at)
                                                where d = a.d and said_ms = a.said_ms and status = a.status and x.source = a.source
                                                        and y.source = b.source and x.sequence = 0 and y.sequence = 0
                                                        and x.kind <> 2 and y.kind <> 2))
), end_taken_back as (
        select distinct d from oracle.document o
        where not stands and not ahead and status in (3, 7, 9, 10)
                and not exists (select from oracle.claim c where c.d = o.d and c.kind <> 2 and c.status = o.status
                                and (c.occurred_at = o.occurred_at or not timed))
), reception_taken_back as (
        select distinct d
        from (select d, min(occurred_at) as occurred_at from oracle.document
              where not stands and not ahead and timed and status = 2 group by d, canon) o
        where not exists (select from oracle.claim c where c.d = o.d and c.kind <> 2 and c.status = 2 and c.occurred_at = o.occurred_at)
), judged as ( -- documents by their own return date and resolution
        select d, source, stands, canon, bool_or(case when occurred_day then oracle.day_here(occurred_at) > oracle.day_here(due_at)
                                               else occurred_at > due_at end) as late
        from (select *, status = 10 and bool_or(status = 9) over (partition by d, canon) as resolved_before
              from oracle.document where not ahead and status in (9, 10)) o
        where not resolved_before and due_at is not null group by d, source, stands, canon
), erased as (
        select distinct d from judged o
        where late and not stands
                and not exists (select from judged s where s.d = o.d and s.source = o.source and s.stands and s.late)
), said as ( -- every status that counts as evidence, plain or in a document, when it was seen
        select d, kind, status, occurred_at, observed_at from oracle.record where live and kind = 0
        union all
        select d, 1, status, occurred_at, observed_at from oracle.document where not ahead
), suspect as (
        select e.d, e.end_status, e.end_at, a.due_at from oracle.ending e join oracle.attribute a using (d)
        where e.is_last and e.instant_class = 1 and a.first_observed_at < a.due_at
), end_seen as (
        select d, min(observed_at) filter (where status = end_status and occurred_at = end_at) as end_first_seen,
                min(observed_at) filter (where status in (3, 7, 9, 10)) as any_end_seen
        from suspect join said using (d) group by d
), open_document as (
        select d, max(stated_at) as seen_open
        from (select d, canon, stated_at, max(occurred_at) filter (where status in (3, 7, 9, 10) and not ahead) as end_at,
                     max(occurred_at) filter (where reopens and not ahead) as reopened_at
              from suspect join oracle.document using (d) group by d, canon, stated_at) o
        where end_at is null or end_at <= reopened_at group by d
), open_statement as (
        select d, max(observed_at) as seen_open from end_seen join said using (d)
        where kind = 0 and status in (1, 2, 4, 5, 6, 8) and observed_at < any_end_seen group by d
), backdated as (
        select s.d, greatest(o.seen_open, p.seen_open) as last_seen_open, end_first_seen
        from suspect s join end_seen using (d) left join open_document o using (d) left join open_statement p using (d)
        where greatest(o.seen_open, p.seen_open) > s.due_at and end_first_seen > s.due_at
)
select k.d, i.d is not null as implausible, a.d is not null as status_after_end, c.d is not null as contradicted, t.d is not null as ties,
        e.d is not null as end_taken_back, r.d is not null as reception_taken_back, x.d is not null as erased,
        b.d is not null as backdated, b.last_seen_open, b.end_first_seen
from oracle.dossier_key k
left join implausible i using (d) left join after_end a using (d) left join contradicted c using (d) left join tied t using (d)
left join end_taken_back e using (d) left join reception_taken_back r using (d) left join erased x using (d)
left join backdated b using (d);
analyze oracle.mark;
