-- SPDX-License-Identifier: Apache-2.0
-- Two people, one of whom sees the agency with the most dossiers and what is below it; and an alert for each dossier that is overdue at :now.
create role hentra_bench_all login password 'all' in role hentra_analyst;
create role hentra_bench_few login password 'few' in role hentra_viewer;
insert into hentra.access (role_name, agency_id)
select 'hentra_bench_few', agency_id from hentra.dossier group by agency_id order by count(*) desc limit 1;
with a as (
        insert into hentra.alert (dossier_id, rule_id, step, due_at, transition)
        select dossier_id, 2, 1, due_at, 1 from hentra.dossier
        where hentra.dossier_runs(received_at, ended_by, paused_at) and due_at < :'now'::timestamptz
        returning alert_id, dossier_id, due_at)
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
select a.alert_id, 1, a.due_at, 0, d.agency_id, d.agency_id, d.procedure_id, 0, false from a join hentra.dossier d using (dossier_id) order by a.due_at;
analyze;
