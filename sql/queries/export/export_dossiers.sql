-- $1 horizon bigint -> dossiers written since the horizon (null: all); the columns are those of the file
select d.dossier_id, hentra.case_kind_name(d.case_kind) as case_kind, hentra.status_name(d.status) as status,
       hentra.channel_name(d.channel) as channel, hentra.service_name(d.service) as service, a.code as agency, r.code as procedure,
       d.submitted_at, d.received_at, d.due_at, d.first_due_at, d.paused_at, d.ended_at,
       case when d.ended_by is not null then hentra.status_name(d.ended_by) end as ended_by, d.returned_at,
       hentra.day_class_name(d.day_class) as day_class, hentra.instant_class_name(d.instant_class) as instant_class,
       d.first_observed_at, d.last_at, d.last_seen_open, d.end_first_seen, d.marks
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
where $1::bigint is null or hentra.written_since(d.xmin, $1);
