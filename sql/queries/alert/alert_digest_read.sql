-- $1 delivery_id bigint, $2 most integer, $3 at timestamptz, by the alerter's clock: alerts that are snoozed until later are left out -> content of a digest, or of this part of it, now: the alerts that are open and that its agency is told of on its day, the oldest due date first, without any one row of nulls; on each row how many are open of each kind, and how many of all are in none of the parts
-- columns: due_soon overdue escalations likely_late left_out alert_id transition raised_at rule kind step due_at dossier_id case_kind agency procedure stale
with recursive d as materialized (
        select webhook_id, digest_day, agency_id, alerts
        from hentra.alert_delivery
        where delivery_id = $1),
-- Agencies that may lead to it: itself, dissolved ones that name it or another of these, and those whose code or name leads to one.
near as (
        select agency_id
        from d
        union
        select v.agency_id
        from near n
        cross join d
        cross join lateral (
                select o.agency_id
                from (select s.agency_id
                      from hentra.agency_version s
                      where s.successor_id = n.agency_id
                      union all
                      select p.agency_id
                      from hentra.agency_version p
                      where p.parent_id = n.agency_id) o
                where (select l.valid_to
                       from hentra.agency_version l
                       where l.agency_id = o.agency_id and l.valid_from <= d.digest_day
                       order by l.valid_from desc
                       limit 1) <= d.digest_day
                union all
                select m.agency_id
                from hentra.agency_spoken m
                where m.member_id = n.agency_id) v),
told as materialized (
        select n.agency_id as recipient_id
        from near n
        cross join d
        where hentra.agency_told(n.agency_id, d.digest_day) = d.agency_id),
held as materialized (
        select alert_id from hentra.alert_held($3::timestamptz) as h (alert_id)),
mine as materialized (
        select a.alert_id, a.transition, a.step, a.due_at, a.dossier_id, r.name, r.kind, row_number() over (order by a.due_at, a.alert_id) as n
        from told
        cross join lateral (
                select a.alert_id, a.transition, a.rule_id, a.step, a.due_at, a.dossier_id
                from hentra.alert a
                where a.recipient_id = told.recipient_id and a.transition % 2 = 1
                offset 0) a
        join hentra.alert_rule r using (rule_id)
        where a.alert_id not in (select alert_id from held)),
parts as materialized (
        select unnest(p.alerts) as alert_id
        from d
        join hentra.alert_delivery p using (webhook_id, digest_day, agency_id)),
judged as materialized (
        select m.alert_id, m.transition, m.step, m.due_at, m.dossier_id, m.name, m.kind,
               case when d.alerts is null then m.n <= $2 else m.alert_id in (select alert_id from parts) end as listed
        from mine m
        cross join d),
counted as (
        select count(*) filter (where kind = 1) as due_soon, count(*) filter (where kind = 2) as overdue,
               count(*) filter (where kind = 3) as escalations, count(*) filter (where kind = 5) as likely_late, count(*) filter (where not listed) as left_out
        from judged),
said as (
        select j.alert_id, j.transition, j.step, j.due_at, j.dossier_id, j.name, j.kind, raised.at, raised.case_kind, raised.agency_id,
               raised.procedure_id, raised.stale
        from judged j
        cross join d
        cross join lateral (
                select t.at, t.case_kind, t.agency_id, t.procedure_id, t.stale
                from hentra.alert_transition t
                where t.alert_id = j.alert_id and t.transition = j.transition
                offset 0) raised
        where j.listed and (d.alerts is null or j.alert_id = any (d.alerts)))
select c.due_soon, c.overdue, c.escalations, c.likely_late, c.left_out, s.alert_id, s.transition, s.at as raised_at, s.name as rule, s.kind, s.step, s.due_at, s.dossier_id,
       s.case_kind, coalesce(g.code, '') as agency, coalesce(p.code, '') as procedure, s.stale
from counted c
left join said s on true
left join hentra.agency g on g.agency_id = s.agency_id
left join hentra.procedure p on p.procedure_id = s.procedure_id
order by s.due_at, s.alert_id;
