-- $1 at timestamptz, of sources that have gone silent: $2 source_id integer[], $3 rule_id integer[], $4 since bigint[] (microseconds), $5 usual minutes bigint[] -> raises an alert for each, one row each: alert_id
with raised as (
        insert into hentra.alert as a (source_id, rule_id, step, due_at, transition, usual_minutes)
        select u.source_id, u.rule_id, 1, hentra.instant(u.since), 1, u.usual
        from unnest($2::integer[], $3::integer[], $4::bigint[], $5::bigint[]) as u (source_id, rule_id, since, usual)
        order by u.source_id, u.rule_id
        on conflict (source_id, rule_id) where transition % 2 = 1 and source_id is not null do nothing
        returning a.alert_id, a.transition)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select alert_id, transition, $1, 0, 0, 0, 0, 0, false
from raised
order by alert_id
returning alert_id;
