-- $1 at timestamptz, $2 ids of dossiers that changed, one per line, text; the return dates of a portion: $3 after timestamptz, $4 up to timestamptz (null: none) -> raises an alert for each of these dossiers that is likely to be late and is not history, one row each: alert_id
with candidate as materialized (
        select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
        from (select distinct dossier_id from unnest(string_to_array($2, E'\n')) as changed (dossier_id)) changed
        cross join lateral (
                select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
                from hentra.dossier_risk($1) k
                where k.dossier_id = changed.dossier_id and k.paused_at is null and k.due_at >= $1
                offset 0) k
        union
        select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
        from hentra.dossier_risk($1) k
        where k.due_at > $3 and k.due_at <= $4 and k.paused_at is null and k.due_at >= $1),
likely as materialized (
        select c.dossier_id, c.due_at, c.agency_id, c.procedure_id, c.case_kind, c.chance, c.alike, r.rule_id, r.start_mark,
               c.received_at <= r.start_mark as before_mark, r.judged_mark is not distinct from r.start_mark as judged
        from candidate c
        join hentra.alert_rule r on r.kind = 5 and r.enabled and c.chance >= r.chance
        where hentra.alert_covers(r, c.agency_id, c.procedure_id, c.case_kind, $1)
          and c.due_at > r.start_mark
          and not exists (
               select
               from hentra.alert s
               where s.dossier_id = c.dossier_id and s.rule_id = r.rule_id and s.step = 1 and s.due_at = c.due_at and s.transition % 2 = 1)),
-- Until all were judged once, what is likely to be late and is older than the rule was so before it.
history as (
        insert into hentra.alert_likely_before as b (rule_id, dossier_id, due_at, start_mark)
        select rule_id, dossier_id, due_at, start_mark from likely where before_mark and not judged
        order by rule_id, dossier_id
        on conflict (rule_id, dossier_id, due_at) do update set start_mark = excluded.start_mark where b.start_mark <> excluded.start_mark),
raised as (
        insert into hentra.alert as a (dossier_id, rule_id, step, due_at, transition, recipient_id, chance, alike)
        select l.dossier_id, l.rule_id, 1, l.due_at, 1, hentra.agency_told(l.agency_id, hentra.local_day($1)), least(l.chance, 1),
               coalesce(l.alike, 0)
        from likely l
        where not (l.before_mark and not l.judged)
          and not exists (
               select
               from hentra.alert_likely_before b
               where b.rule_id = l.rule_id and b.dossier_id = l.dossier_id and b.due_at = l.due_at and b.start_mark = l.start_mark)
        order by l.dossier_id, l.rule_id
        on conflict (dossier_id, rule_id, step, due_at) where transition % 2 = 1 do nothing
        returning a.alert_id, a.transition, a.dossier_id, a.rule_id, a.recipient_id)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select a.alert_id, a.transition, $1, 0, l.agency_id, a.recipient_id, l.procedure_id, l.case_kind, false
from raised a
join likely l using (dossier_id, rule_id)
order by a.alert_id
returning alert_id;
