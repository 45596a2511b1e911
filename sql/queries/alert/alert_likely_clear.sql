-- $1 at timestamptz, $2 ids of dossiers that changed, one per line, text; the return dates of a portion: $3 after timestamptz, $4 up to timestamptz (null: none) -> of these dossiers and return dates clears the alerts of being likely late that do not hold any more, one row each: alert_id
with candidate as materialized (
        select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.due_at
        from (select distinct dossier_id from unnest(string_to_array($2, E'\n')) as changed (dossier_id)) changed
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.due_at
                from hentra.alert a
                where a.dossier_id = changed.dossier_id and a.transition % 2 = 1
                offset 0) a
        join hentra.alert_rule r on r.rule_id = a.rule_id and r.kind = 5
        union
        select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.due_at
        from hentra.alert_rule r
        cross join lateral (
                select a.alert_id, a.transition, a.dossier_id, a.rule_id, a.due_at
                from hentra.alert a
                where a.rule_id = r.rule_id and a.step = 1 and a.due_at > $3 and a.due_at <= $4 and a.transition % 2 = 1
                offset 0) a
        where r.kind = 5),
judged as materialized (
        select a.alert_id, a.transition,
               coalesce(hentra.alert_over(a.due_at, d.received_at, d.ended_by, d.paused_at, d.status, d.due_at),
                        case when not r.enabled or not hentra.alert_covers(r, d.agency_id, d.procedure_id, d.case_kind, $1) then 8
                             when d.agency_id <> raised.agency_id then 8 -- it is raised anew, for the agency that has it now
                             when coalesce((select k.chance from hentra.dossier_risk($1) k where k.dossier_id = a.dossier_id), 0)
                                  < r.chance - r.margin then 11
                             end) as reason
        from candidate a
        join hentra.alert_rule r using (rule_id)
        cross join lateral (
                select d.received_at, d.ended_by, d.paused_at, d.status, d.due_at, d.agency_id, d.procedure_id, d.case_kind
                from hentra.dossier d
                where d.dossier_id = a.dossier_id
                offset 0) d
        cross join lateral (
                select t.agency_id
                from hentra.alert_transition t
                where t.alert_id = a.alert_id and t.transition = a.transition
                offset 0) raised)
select hentra.alert_clear(array_agg(alert_id), array_agg(transition), array_agg(reason), $1) as alert_id
from judged
where reason is not null;
