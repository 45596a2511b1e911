-- $1 position, $2 last id that is final, $3 rows at most.
-- columns: id stated_at kind dossier_id case_kind status occurred_at occurred_day occurrences since submitted_at due_at due_day
-- columns: agency received_by level procedure field channel return_channel service payment digitised electronic_result
-- columns: reused_data shared_to_store citizen_data fee rating about
select o.id, o.stated_at, o.kind, o.dossier_id, o.case_kind, o.status, o.occurred_at, o.occurred_day,
       o.occurrences::text as occurrences, o.since, o.submitted_at, o.due_at, o.due_day, o.agency, o.received_by, o.level,
       o.procedure, o.field, o.channel, o.return_channel, o.service, o.payment, o.digitised, o.electronic_result, o.reused_data,
       o.shared_to_store, o.citizen_data, o.fee, o.rating, o.about
from hentra_outbox.outbox o
where o.id > $1 and o.id <= $2
order by o.id
limit $3
