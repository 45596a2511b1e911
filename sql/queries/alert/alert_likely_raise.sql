-- $1 at timestamptz, $2 ids of dossiers that changed, one per line, text, $3 all boolean -> raises an alert for each of these dossiers (or of all) that is likely to be late and was not yet at the start mark, one row each: alert_id
with candidate as materialized (
        select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
        from (select distinct dossier_id from unnest(string_to_array($2, E'\n')) as changed (dossier_id)) changed
        cross join lateral (
                select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
                from hentra.dossier_risk($1) k
                where k.dossier_id = changed.dossier_id and k.paused_at is null and k.due_at >= $1
                offset 0) k
        where not $3
        union all
        select k.dossier_id, k.due_at, k.agency_id, k.procedure_id, k.case_kind, k.received_at, k.chance, k.alike
        from hentra.dossier_risk($1) k
        where $3 and k.paused_at is null and k.due_at >= $1),
likely as materialized (
        select c.dossier_id, c.due_at, c.agency_id, c.procedure_id, c.case_kind, c.chance, c.alike, r.rule_id
        from candidate c
        join hentra.alert_rule r on r.kind = 5 and r.enabled and c.chance >= r.chance
        where hentra.alert_covers(r, c.agency_id, c.procedure_id, c.case_kind, $1)
          and c.due_at > r.start_mark
          -- A chance only rises while time passes: what had it at the start mark is history.
          and (c.received_at > r.start_mark
               or coalesce((select s.chance from hentra.dossier_risk(r.start_mark) s where s.dossier_id = c.dossier_id), 0) < r.chance)
          and not exists (
               select
               from hentra.alert s
               where s.dossier_id = c.dossier_id and s.rule_id = r.rule_id and s.step = 1 and s.due_at = c.due_at and s.transition % 2 = 1)),
raised as (
        insert into hentra.alert as a (dossier_id, rule_id, step, due_at, transition, recipient_id, chance, alike)
        select dossier_id, rule_id, 1, due_at, 1, hentra.agency_told(agency_id, hentra.local_day($1)), least(chance, 1), coalesce(alike, 0)
        from likely
        order by dossier_id, rule_id
        on conflict (dossier_id, rule_id, step, due_at) where transition % 2 = 1 do nothing
        returning a.alert_id, a.transition, a.dossier_id, a.rule_id, a.recipient_id)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select a.alert_id, a.transition, $1, 0, l.agency_id, a.recipient_id, l.procedure_id, l.case_kind, false
from raised a
join likely l using (dossier_id, rule_id)
order by a.alert_id
returning alert_id;
