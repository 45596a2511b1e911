-- $1 dossier_id text -> the dossier
-- columns: case_kind status agency procedure received_at due_at ended_at ended_by paused_at agency_id
select hentra.case_kind_name(d.case_kind) as case_kind, hentra.status_name(d.status) as status, coalesce(a.code, '') as agency,
       coalesce(p.code, '') as procedure, d.received_at, d.due_at, d.ended_at, coalesce(hentra.status_name(d.ended_by), '') as ended_by, d.paused_at, d.agency_id
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure p using (procedure_id)
where d.dossier_id = $1;
