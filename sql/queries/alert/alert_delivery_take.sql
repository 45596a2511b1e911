-- $1 delivery_id bigint[] and $2 webhook_id integer[] of what is in flight, $3 webhook_id integer[] of those that get one at a time, $4 webhook_id integer[] of those that get none now, $5 most a webhook integer, $6 most integer, $7 at timestamptz, by the alerter's clock: raisings of alerts that are snoozed until later wait
-- -> what waits to be delivered, the earliest first, those that get one at a time last: delivery_id, webhook_id, attempts, milliseconds until its time, name, url, of a digest digest_day, agency_id, its code, digest_number, part and parts; then as alert_unpublished
-- columns: delivery_id webhook_id attempts wait_ms webhook url digest_day digest_agency_id digest_agency digest_number part parts alert_id transition reason at rule kind step offset_minutes due_at dossier_id case_kind agency recipient procedure stale source usual_minutes chance_percent alike agency_id
with held as materialized (
        select alert_id from hentra.alert_held($7::timestamptz) as h (alert_id)),
picked as materialized (
        select d.delivery_id, d.webhook_id, d.attempts, d.next_attempt_at, d.digest_day, d.agency_id, d.digest_number, d.part, d.parts, d.alert_id,
               d.transition, w.name, w.url, w.webhook_id = any ($3::integer[]) as one_at_a_time
        from hentra.alert_webhook w
        cross join lateral (
                select q.delivery_id, q.webhook_id, q.attempts, q.next_attempt_at, q.digest_day, q.agency_id, q.digest_number, q.part, q.parts,
                       q.alert_id, q.transition
                from hentra.alert_delivery q
                where q.webhook_id = w.webhook_id and q.state = 0 and q.delivery_id <> all ($1::bigint[])
                  and not (q.transition % 2 = 1 and q.alert_id in (select alert_id from held)) is true
                order by q.next_attempt_at, q.delivery_id
                limit greatest(0, case when w.webhook_id = any ($3::integer[]) then 1 else $5::bigint end
                                  - (select count(*) from unnest($2::integer[]) as f (webhook_id) where f.webhook_id = w.webhook_id))) d
        where w.enabled and w.webhook_id <> all ($4::integer[])
        order by d.next_attempt_at > statement_timestamp(), one_at_a_time, d.next_attempt_at, d.delivery_id
        limit $6)
select d.delivery_id, d.webhook_id, d.attempts,
       greatest(0, ceil(extract(epoch from d.next_attempt_at - statement_timestamp()) * 1000))::bigint as wait_ms, d.name as webhook, d.url, d.digest_day,
       d.agency_id as digest_agency_id, coalesce(o.code, '') as digest_agency, d.digest_number, d.part, d.parts, t.alert_id, t.transition, t.reason, t.at, left(r.name, 63) as rule,
       r.kind, a.step, hentra.alert_offset_minutes(r, a.step, a.usual_minutes) as offset_minutes, a.due_at, coalesce(a.dossier_id, '') as dossier_id, t.case_kind, coalesce(g.code, '') as agency, coalesce(u.code, '') as recipient,
       coalesce(p.code, '') as procedure, t.stale,
       coalesce(x.code, '') as source, coalesce(a.usual_minutes, 0) as usual_minutes,
       coalesce(round(a.chance * 100), 0)::integer as chance_percent, coalesce(a.alike, 0) as alike, coalesce(t.agency_id, 0) as agency_id
from picked d
left join hentra.alert_transition t using (alert_id, transition)
left join hentra.alert a using (alert_id)
left join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.agency u on u.agency_id = t.recipient_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
left join hentra.source x on x.source_id = a.source_id
left join hentra.agency o on o.agency_id = d.agency_id
order by d.next_attempt_at > statement_timestamp(), d.one_at_a_time, d.next_attempt_at, d.delivery_id;
