-- The words of dossier.history as columns: the layout is that of consumers/dossier/statement.h (change both or neither).

create view hentra.dossier_statement as
select d.dossier_id, n + 1 as place, hentra.status_name((w.codes & 15)::integer) as status,
       hentra.instant(d.history[n * 9 + 1]) as occurred_at, d.history[n * 9 + 2] as sequence,
       hentra.instant(d.history[n * 9 + 4]) as stated_at, hentra.instant(d.history[n * 9 + 5]) as observed_at,
       hentra.instant(d.history[n * 9 + 6]) as submitted_at, hentra.instant(d.history[n * 9 + 7]) as due_at,
       a.code as agency, b.code as received_by, s.code as source, r.code as procedure, f.code as field,
       hentra.case_kind_name((w.codes >> 4 & 3)::integer) as case_kind,
       hentra.level_name((w.codes >> 6 & 3)::integer) as level,
       hentra.channel_name((w.codes >> 8 & 3)::integer) as channel,
       hentra.return_channel_name((w.codes >> 10 & 3)::integer) as return_channel,
       hentra.service_name((w.codes >> 12 & 3)::integer) as service,
       hentra.payment_name((w.codes >> 14 & 3)::integer) as payment,
       (array[null, false, true])[(w.codes >> 16 & 3) + 1] as digitised, d.history[n * 9 + 3] as content,
       (w.codes >> 18 & 1) = 1 as stated_ahead
from hentra.dossier d
cross join lateral generate_series(0, cardinality(d.history) / 9 - 1) as n
cross join lateral (select d.history[n * 9 + 8] as ids, d.history[n * 9 + 9] as codes) w
left join hentra.agency a on a.agency_id = (w.ids >> 40 & 16777215)::integer
left join hentra.agency b on b.agency_id = (w.ids >> 16 & 16777215)::integer
left join hentra.source s on s.source_id = (w.ids & 65535)::integer
left join hentra.procedure r on r.procedure_id = (w.codes >> 40 & 16777215)::integer
left join hentra.field f on f.field_id = (w.codes >> 24 & 65535)::integer;
comment on view hentra.dossier_statement is 'Everything that was said of every dossier: one row a distinct statement.';
comment on column hentra.dossier_statement.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_statement.place is 'Place in canonical order, from 1.';
comment on column hentra.dossier_statement.status is 'Status the dossier is said to have reached.';
comment on column hentra.dossier_statement.occurred_at is 'When it reached the status.';
comment on column hentra.dossier_statement.sequence is 'The source''s own order; 0: it has none.';
comment on column hentra.dossier_statement.stated_at is 'When the source said so, last.';
comment on column hentra.dossier_statement.observed_at is 'When hentra saw it first.';
comment on column hentra.dossier_statement.submitted_at is 'Submission, as said here; null: absent.';
comment on column hentra.dossier_statement.due_at is 'Return date, as said here; null: absent.';
comment on column hentra.dossier_statement.agency is 'Code of the handling agency; null: absent.';
comment on column hentra.dossier_statement.received_by is 'Code of the receiving agency; null: absent.';
comment on column hentra.dossier_statement.source is 'System that said it.';
comment on column hentra.dossier_statement.procedure is 'Code of the procedure; null: absent.';
comment on column hentra.dossier_statement.field is 'Code of the field; null: absent.';
comment on column hentra.dossier_statement.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.dossier_statement.level is 'Level of the handling agency, as said here.';
comment on column hentra.dossier_statement.channel is 'DIRECT, ONLINE, POSTAL or UNKNOWN.';
comment on column hentra.dossier_statement.return_channel is 'DIRECT or POSTAL; null: absent.';
comment on column hentra.dossier_statement.service is 'INFORMATION, PARTIAL, FULL or UNKNOWN.';
comment on column hentra.dossier_statement.payment is 'NONE, PORTAL, LOCAL or UNKNOWN.';
comment on column hentra.dossier_statement.digitised is 'Whether it has digitised parts; null: absent.';
comment on column hentra.dossier_statement.stated_ahead is 'True: its source dated it after it was seen; stated_at is when it was seen.';
comment on column hentra.dossier_statement.content is 'XXH3 hash of the statement''s text: the same statement has the same hash in every warehouse.';
