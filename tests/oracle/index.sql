-- SPDX-License-Identifier: Apache-2.0
-- psql -v zone=NAME -v first=DAY -v last=DAY, after recompute.sql by rule 6 (index 766): what index 766 counts of each agency in these days,
-- as oracle.counted (agency, measure, amount), by sets instead of a walk. An agency is a unit, but for those of oracle.alias_file; procedures
-- are those of the file oracle.catalogue_file, if it was filled, as an import reads it. Statutory times are not known, flags of no source are
-- constant.
set timezone = :'zone';
set client_min_messages = warning;
drop table if exists oracle.facts, oracle.supplement, oracle.at_end, oracle.raised, oracle.counted cascade;
create table if not exists oracle.catalogue_file (code text, name text, service text, has_fee text, fee_online text, returns_paper text,
        valid_from date, valid_to date);
create table if not exists oracle.alias_file (alias text, system text, agency text);
select oracle.first_instant_here(:'first') as begins, oracle.first_instant_here(:'last'::date + 1) as ends \gset

-- Office hours of the calendar in force, and working time as the overlap with them.
drop table if exists oracle.office;
create unlogged table oracle.office as
select oracle.micros((d.day + h.opens)::timestamp at time zone :'zone') as opens, oracle.micros((d.day + h.closes)::timestamp at time zone :'zone') as closes
from (select day::date as day from generate_series(:'first'::date - 400, :'last'::date + 400, interval '1 day') day) d
cross join (values (time '07:00', time '11:30'), (time '13:30', time '17:00')) h (opens, closes)
left join hentra.calendar_exception x on x.day = d.day and x.version = (select max(version) from hentra.calendar_version)
where coalesce(x.working, extract(isodow from d.day) <= 5);
create index on oracle.office (closes);
analyze oracle.office;
create or replace function oracle.worked(a bigint, b bigint) returns numeric language sql stable as
'select coalesce(sum(least(b, closes) - greatest(a, opens)), 0) from oracle.office where closes > a and opens < b';

create unlogged table oracle.facts as
select d, coalesce((max(array[r, k.payment]) filter (where k.payment > 0))[2], 0) as payment,
       coalesce((max(array[r, k.digitised]) filter (where k.digitised > 0))[2], 0) as digitised,
       coalesce((max(array[r, electronic_result]) filter (where electronic_result > 0))[2], 0) as electronic_result,
       coalesce((max(array[r, reused_data]) filter (where reused_data > 0))[2], 0) as reused_data,
       coalesce((max(array[r, shared_to_store]) filter (where shared_to_store > 0))[2], 0) as shared_to_store,
       coalesce((max(array[r, citizen_data]) filter (where citizen_data > 0))[2], 0) as citizen_data,
       coalesce((max(array[r, fee]) filter (where fee > 0))[2], 0) as fee,
       coalesce((max(array[r, rating]) filter (where rating > 0))[2], 0) as rating,
       (array_agg(about order by r desc) filter (where about is not null))[1] as about
from oracle.claim k join oracle.record using (d, canon)
group by d;

-- Each transition into 5, with what comes first after it that is no 5.
create unlogged table oracle.supplement as
with happened as (
        select d, k, h.status, h.occurred_at, lag(h.status) over (partition by d order by k) as before
        from oracle.happening h join oracle.ended e using (d, seg)
        where h.k >= e.received_k and (e.end_k is null or h.k <= e.end_k) and h.status not in (0, 1)
          and (h.status <> 10 or h.k = e.end_k)
)
select d, k, h.occurred_at as requested_at, row_number() over (partition by d order by k) as nth,
       (select a.occurred_at from happened a where a.d = h.d and a.k > h.k and a.status <> 5 order by a.k limit 1) as answered_at
from happened h
where status = 5 and before is distinct from 5;
create index on oracle.supplement (d);

-- Each case as the period leaves it. stands: a stay covers the last instant.
create unlogged table oracle.at_end as
with covering as (
        select d, agency, run from oracle.stay where at < :ends and (until is null or until >= :ends)
), stopped as (
        select d, max(at) as stopped_at from oracle.path where run = 2 and run_before is distinct from 2 and at < :ends group by d
), ended as (
        select distinct on (e.d) e.d, e.end_at, e.agency, e.end_status, e.handed_at, o.end_of_day
        from oracle.ending e join oracle.ended o using (d, seg)
        where e.received and e.counts_at < :ends and (e.reopened_at is null or e.reopened_at >= :ends)
        order by e.d, e.seg desc
), moved as (
        select d, max(at) as moved_at from oracle.path where agency <> agency_before and at < :ends group by d
), begun as (
        select distinct d from oracle.stay where at < :begins and (until is null or until >= :begins) and run <> 2
)
select k.d, k.dossier_id, k.case_kind, k.received_at, k.submitted_at, k.due_at, k.channel, k.service, k.procedure,
       coalesce(c.agency, e.agency) as agency, k.received_at >= :begins as is_new, b.d is not null as was_open,
       coalesce(c.run = 2, true) as is_ended, coalesce(c.run = 1, false) as is_paused,
       case when c.d is null then e.end_status when c.run = 2 then 8 end as end_status,
       case when c.d is null then e.end_at when c.run = 2 then s.stopped_at end as ended_at,
       c.d is null and e.end_of_day as only_day, case when e.handed_at < :ends then e.handed_at end as handed_at, m.moved_at
from oracle.dossier k
left join covering c using (d)
left join stopped s using (d)
left join ended e using (d)
left join moved m using (d)
left join begun b using (d)
where k.received_at < :ends;
update oracle.at_end a set agency = u.id
from oracle.alias_file f join oracle.code c on c.code = f.alias join oracle.code u on u.code = f.agency
where a.agency = c.id;

drop table if exists oracle.procedure_says;
create unlogged table oracle.procedure_says as
select c.id, c.base, coalesce(f.is_known, false) as is_known, coalesce(f.is_named, false) as is_named, f.service, f.has_fee, f.fee_online, f.returns_paper
from (select id, regexp_replace(code, '^([0-9]+\.[0-9]+)\.000\.00\.00\.[HG][0-9]{2}$', '\1') as base from oracle.code) c
left join lateral (
        select count(*) > 0 as is_known, bool_or(today) as is_named, max(service) filter (where today) as service,
               max(has_fee) filter (where today) as has_fee, max(fee_online) filter (where today) as fee_online,
               max(returns_paper) filter (where today) as returns_paper
        from (select *, :'last'::date >= coalesce(valid_from, '-infinity') and :'last'::date < coalesce(valid_to, 'infinity') as today
              from oracle.catalogue_file where code = c.base) v) f on true;

create unlogged table oracle.raised as
select distinct about as dossier_id
from oracle.at_end join oracle.facts using (d)
where case_kind = 1 and about is not null;

create unlogged table oracle.counted as
with asked as (
        select d, count(*) as n, min(requested_at) as requested_at, min(answered_at) filter (where nth = 1) as answered_at
        from oracle.supplement where requested_at < :ends group by d
), seen as (
        select a.*, p.returns_paper is distinct from 'no' as has_paper, f.payment, f.digitised, f.electronic_result, f.reused_data, f.shared_to_store, f.citizen_data, f.fee, f.rating,
               a.dossier_id in (select dossier_id from oracle.raised) as is_raised,
               case when is_ended then ended_at else :ends - 1 end as judged_at, s.n as asked, s.requested_at,
               coalesce(s.answered_at < :ends and not (is_ended and s.answered_at >= ended_at), false) as is_answered,
               s.answered_at - s.requested_at as waited
        from oracle.at_end a
        join oracle.facts f using (d)
        left join asked s using (d)
        left join oracle.procedure_says p on p.id = a.procedure
), timed as (
        select *,
               due_at is not null and case when not is_ended and is_paused then true
                        when only_day then oracle.day_here(judged_at) <= oracle.day_here(due_at) else judged_at <= due_at end as in_time,
               due_at is not null and coalesce(asked, 0) <= 1
                        and case when asked = 1 and not is_answered
                                      then case when only_day and judged_at < requested_at then oracle.day_here(judged_at) <= oracle.day_here(due_at)
                                                else least(judged_at, requested_at) <= due_at end
                                 when only_day then oracle.day_here(judged_at - case when asked = 1 then waited else 0 end) <= oracle.day_here(due_at)
                                 else judged_at - case when asked = 1 then waited else 0 end <= due_at end as in_time_document
        from seen
), working as ( -- petitions: working time in micros from its beginning, and its limits
        select *, coalesce(moved_at, least(submitted_at, received_at), received_at) as sent_at
        from seen where case_kind = 1 and is_new
), limited as (
        select w.*,
               (oracle.worked(sent_at, requested_at) > 5 * 28800000000 and requested_at >= sent_at) is not true
               and case when not is_ended and is_paused then true
                        when end_status = 3 then oracle.worked(sent_at, ended_at) <= 2 * 28800000000
                        else oracle.worked(sent_at, judged_at) <= 15 * 28800000000
                             and (oracle.worked(ended_at, handed_at) > 2 * 28800000000) is not true
                   end as in_time
        from working w
), measured as (
        select t.agency, m.measure, m.counts::integer::bigint as amount
        from timed t
        cross join lateral (values
                ('handled', true), ('in_time', in_time), ('in_time_supplement', in_time_document), ('no_due', due_at is null),
                ('electronic_result', electronic_result = 2), ('digitised', digitised = 2), ('reused_data', reused_data = 2),
                ('shared_to_store', shared_to_store = 2), ('citizen_data', citizen_data = 2),
                ('handled_with_paper', has_paper), ('paper_electronic_result', has_paper and electronic_result = 2),
                ('paper_digitised', has_paper and digitised = 2 and electronic_result = 2), ('paper_reused_data', has_paper and reused_data = 2),
                ('paper_shared_to_store', has_paper and shared_to_store = 2),
                ('satisfied', in_time and rating <> 2 and not is_raised),
                ('satisfied_supplement', in_time_document and rating <> 2 and not is_raised)) m (measure, counts)
        where case_kind = 0 and (is_new or was_open)
        union all
        select t.agency, m.measure, m.amount
        from timed t
        cross join lateral (values
                ('received', 1::bigint), ('resolved', (is_ended and end_status in (9, 10))::integer::bigint),
                ('resolved_seconds', case when is_ended and end_status in (9, 10) then greatest(ended_at - received_at, 0) / 1000000 else 0 end),
                ('online', (channel = 2)::integer::bigint),
                ('online_with_result', (channel = 2 and not (is_ended and end_status in (9, 10) and has_paper and electronic_result <> 2))::integer::bigint),
                ('fee_dossiers', (fee = 3)::integer::bigint), ('paid_online', (fee = 3 and payment in (2, 3))::integer::bigint),
                ('fee_unknown', (fee = 0)::integer::bigint)) m (measure, amount)
        where case_kind = 0 and is_new
        union all
        select agency, m.measure, m.counts::integer::bigint
        from limited
        cross join lateral (values ('petitions', true), ('petitions_in_time', in_time),
                ('petitions_satisfied', in_time and rating <> 2 and not is_raised)) m (measure, counts)
), used as ( -- a procedure of a unit, by the first part of its code
        select t.agency, p.base, bool_or(t.service in (2, 3)) as offered, bool_or(is_new and channel = 2) as online,
               bool_or(is_new and fee = 3) as has_fee, bool_or(is_new and fee = 3 and payment in (2, 3)) as paid,
               bool_or(is_new and fee in (0, 3) and payment in (2, 3)) as paid_anyhow,
               bool_or((is_new or was_open) and citizen_data = 2) as citizen, bool_or(is_new or was_open) as in_use
        from timed t join oracle.procedure_says p on p.id = t.procedure
        where case_kind = 0
        group by 1, 2
), told as ( -- of the unit: named by the catalogue of the day, or never named by any and in use
        select u.agency, u.paid_anyhow, u.paid, u.citizen, u.online,
               case when c.service <> '' then c.service in ('PARTIAL', 'FULL') else u.offered end as offered,
               case c.has_fee when 'yes' then true when 'no' then false else u.has_fee end as has_fee, c.has_fee = 'yes' as catalogue_fee,
               c.fee_online = 'yes' as may_pay_online
        from used u
        join (select distinct base, is_known, is_named, service, has_fee, fee_online from oracle.procedure_says) c using (base)
        where case when c.is_known then c.is_named else u.in_use end
)
select agency, measure, sum(amount)::bigint as amount from measured group by 1, 2
union all
select agency, m.measure, count(*) filter (where m.counts)
from told
cross join lateral (values ('procedures', true), ('procedures_online', offered), ('procedures_citizen_data', citizen), ('services_online', offered),
        ('services_with_online', offered and online), ('fee_procedures', has_fee),
        ('fee_procedures_paid_online', has_fee and case when catalogue_fee then paid_anyhow else paid end),
        ('fee_procedures_online', has_fee and may_pay_online)) m (measure, counts)
group by 1, 2;
