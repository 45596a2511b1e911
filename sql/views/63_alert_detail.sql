-- Transitions of alerts as people are shown them: beside what alert_history has, the parts of their sentence, and who took care of them.

create view hentra.alert_detail as
select t.number, t.alert_id, t.transition, t.transition = a.transition and a.transition % 2 = 1 as stands, t.reason, t.at,
       left(r.name, 63) as rule, r.kind, a.step, hentra.alert_offset_minutes(r, a.step, a.usual_minutes) as offset_minutes, a.due_at, a.dossier_id,
       t.case_kind, g.code as agency, u.code as recipient, p.code as procedure, t.stale, x.code as source, a.usual_minutes,
       round(a.chance * 100)::integer as chance_percent, a.alike, t.agency_id, v.name as agency_name,
       k.made_by as acknowledged_by, k.made_at as acknowledged_at, k.reason as acknowledged_reason,
       s.made_by as snoozed_by, s.made_at as snoozed_at, s.until as snoozed_until, s.reason as snoozed_reason
from hentra.alert_transition t
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.agency u on u.agency_id = t.recipient_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
left join hentra.source x on x.source_id = a.source_id
left join hentra.agency_said v on v.agency_id = t.agency_id and hentra.local_day(t.at) >= v.valid_from and hentra.local_day(t.at) < v.valid_to
left join hentra.alert_ack k on k.alert_id = t.alert_id and k.lifted_at is null and k.until is null
left join lateral (
        select z.made_by, z.made_at, z.until, z.reason
        from hentra.alert_snooze z
        where z.alert_id = t.alert_id
        order by z.until desc
        limit 1) s on true;
comment on view hentra.alert_detail is 'Every raising and clearing of every alert, with what its sentence is made of, and with who acknowledged or snoozed the alert. Numbers of kinds and reasons are those of the program (functions alert_kind_name, alert_reason_name, case_kind_name).';
comment on column hentra.alert_detail.number is 'Ascending in the order in which transitions became visible.';
comment on column hentra.alert_detail.alert_id is 'The alert; with the transition the id of the messages about it.';
comment on column hentra.alert_detail.transition is 'Number of the transition, from 1.';
comment on column hentra.alert_detail.stands is 'It raised the alert, and nothing cleared it since.';
comment on column hentra.alert_detail.reason is 'Number of the reason: 0 it was raised, else why it was cleared.';
comment on column hentra.alert_detail.at is 'When, by the alerter''s clock.';
comment on column hentra.alert_detail.rule is 'Name of the rule.';
comment on column hentra.alert_detail.kind is 'Number of the kind of the rule.';
comment on column hentra.alert_detail.step is 'Step of the rule, from 1.';
comment on column hentra.alert_detail.offset_minutes is 'Working minutes from the due date at which the step fires.';
comment on column hentra.alert_detail.due_at is 'The due date that it is about; of a source its last event.';
comment on column hentra.alert_detail.dossier_id is 'Code of the dossier; null: it is about a source.';
comment on column hentra.alert_detail.case_kind is 'Number of the kind of case.';
comment on column hentra.alert_detail.agency is 'Code of the agency where the dossier was then.';
comment on column hentra.alert_detail.recipient is 'Code of the agency the alert is for.';
comment on column hentra.alert_detail.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.alert_detail.stale is 'Raised on stale knowledge.';
comment on column hentra.alert_detail.source is 'Code of the source; null: it is about a dossier.';
comment on column hentra.alert_detail.usual_minutes is 'Of a source: the silence that was usual for it, in working minutes; null: it is about a dossier.';
comment on column hentra.alert_detail.chance_percent is 'Of LIKELY_LATE: the chance to end late, in percent; null: another kind.';
comment on column hentra.alert_detail.alike is 'Of LIKELY_LATE: how many dossiers of its group had taken longer; null: another kind.';
comment on column hentra.alert_detail.agency_id is 'The agency where the dossier was then.';
comment on column hentra.alert_detail.agency_name is 'Its name on that day; null: no catalogue has it.';
comment on column hentra.alert_detail.acknowledged_by is 'Who acknowledged the alert; null: nobody, or it was taken back.';
comment on column hentra.alert_detail.acknowledged_at is 'When, by the server''s clock.';
comment on column hentra.alert_detail.acknowledged_reason is 'Why, in the words of who did it.';
comment on column hentra.alert_detail.snoozed_by is 'Who snoozed the alert, or one whose snooze holds it (view alert_snooze); null: nobody, or it was taken back. Of several the one that ends last.';
comment on column hentra.alert_detail.snoozed_at is 'When, by the server''s clock.';
comment on column hentra.alert_detail.snoozed_until is 'End of the snooze, by the alerter''s clock: one that lies behind is over.';
comment on column hentra.alert_detail.snoozed_reason is 'Why, in the words of who did it.';
