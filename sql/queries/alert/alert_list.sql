-- $1 agency code text (null: any), $2 rule name text (null: any), $3 at timestamptz -> the open alerts, the oldest due date first, with who acknowledged them, or whose snooze holds them until later than that
-- columns: alert_id raised_at rule kind step due_at dossier_id agency recipient procedure stale source usual_minutes chance_percent alike acknowledged_by acknowledged_reason snoozed_by snoozed_until snoozed_reason
select o.alert_id, o.raised_at, o.rule, o.kind, o.step::integer as step, o.due_at, coalesce(o.dossier_id, '') as dossier_id, coalesce(o.agency, '') as agency,
       coalesce(o.recipient, '') as recipient, coalesce(o.procedure, '') as procedure, o.stale,
       coalesce(o.source, '') as source, o.usual_minutes, round(o.chance * 100)::integer as chance_percent, o.alike,
       k.made_by as acknowledged_by, k.reason as acknowledged_reason, z.made_by as snoozed_by, z.until as snoozed_until, z.reason as snoozed_reason
from hentra.alert_open o
left join hentra.alert_ack k on k.alert_id = o.alert_id and k.lifted_at is null and k.until is null
left join (
        select distinct on (alert_id) alert_id, made_by, until, reason
        from hentra.alert_snooze
        where until > $3::timestamptz
        order by alert_id, until desc) z on z.alert_id = o.alert_id
where ($1::text is null or agency = $1
       or exists (select
                  from hentra.agency a
                  join hentra.agency_spoken s on s.agency_id = a.agency_id
                  join hentra.agency m on m.agency_id = s.member_id
                  where a.code = o.agency and m.code = $1 and hentra.local_day(o.raised_at) >= s.valid_from and hentra.local_day(o.raised_at) < s.valid_to))
  and ($2::text is null or o.rule = $2)
order by o.due_at, o.dossier_id, o.rule, o.step;
