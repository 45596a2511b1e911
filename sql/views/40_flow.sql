-- Both grains of flows for analysts: shards summed away, codes and words in place of numbers. The measures are described
-- at the tables; their comments are carried over.

create view hentra.flow_daily as
select f.day, a.code as agency, hentra.level_name(hentra.agency_level(f.agency_id, f.day)) as level,
       hentra.agency_vertical(f.agency_id, f.day) as vertical,
       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
       sum(f.submitted)::bigint as submitted, sum(f.received)::bigint as received,
       sum(f.refused_before)::bigint as refused_before, sum(f.withdrawn_before)::bigint as withdrawn_before,
       sum(f.refused)::bigint as refused, sum(f.withdrawn)::bigint as withdrawn,
       sum(f.stopped)::bigint as stopped, sum(f.reopened)::bigint as reopened, sum(f.paused)::bigint as paused,
       sum(f.resumed)::bigint as resumed, sum(f.transferred_in)::bigint as transferred_in,
       sum(f.transferred_out)::bigint as transferred_out, sum(f.resolved_early)::bigint as resolved_early,
       sum(f.resolved_on_time)::bigint as resolved_on_time, sum(f.resolved_late)::bigint as resolved_late,
       sum(f.resolved_no_due)::bigint as resolved_no_due,
       sum(f.resolved_late_instant)::bigint as resolved_late_instant,
       sum(f.resolved_after_pause)::bigint as resolved_after_pause,
       sum(f.elapsed_seconds)::bigint as elapsed_seconds, sum(f.returned)::bigint as returned,
       sum(f.returned_by_post)::bigint as returned_by_post, sum(f.paid_online)::bigint as paid_online,
       sum(f.digitised)::bigint as digitised, sum(f.supplemented)::bigint as supplemented,
       sum(f.backdated)::bigint as backdated, sum(f.due_rewritten)::bigint as due_rewritten,
       sum(f.no_due_in)::bigint as no_due_in, sum(f.no_due_out)::bigint as no_due_out,
       sum(f.overdue_day_in)::bigint as overdue_day_in, sum(f.overdue_day_out)::bigint as overdue_day_out,
       sum(f.overdue_instant_in)::bigint as overdue_instant_in,
       sum(f.overdue_instant_out)::bigint as overdue_instant_out
from hentra.flow_day f
left join hentra.agency a using (agency_id)
group by f.day, f.agency_id, a.code, f.channel, f.case_kind;
comment on view hentra.flow_daily is 'What changed on a local day at an agency, by channel and kind of case. Overdue that lies ahead stands on its future day. A stock of a level: add up each agency from the beginning, then take its level of the day asked for.';

create view hentra.flow_half_monthly as
select f.half_month, a.code as agency, hentra.level_name(hentra.agency_level(f.agency_id, f.half_month)) as level,
       hentra.agency_vertical(f.agency_id, f.half_month) as vertical, r.code as procedure, d.code as field,
       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
       sum(f.submitted)::bigint as submitted, sum(f.received)::bigint as received,
       sum(f.refused_before)::bigint as refused_before, sum(f.withdrawn_before)::bigint as withdrawn_before,
       sum(f.refused)::bigint as refused, sum(f.withdrawn)::bigint as withdrawn,
       sum(f.stopped)::bigint as stopped, sum(f.reopened)::bigint as reopened, sum(f.paused)::bigint as paused,
       sum(f.resumed)::bigint as resumed, sum(f.transferred_in)::bigint as transferred_in,
       sum(f.transferred_out)::bigint as transferred_out, sum(f.resolved_early)::bigint as resolved_early,
       sum(f.resolved_on_time)::bigint as resolved_on_time, sum(f.resolved_late)::bigint as resolved_late,
       sum(f.resolved_no_due)::bigint as resolved_no_due,
       sum(f.resolved_late_instant)::bigint as resolved_late_instant,
       sum(f.resolved_after_pause)::bigint as resolved_after_pause,
       sum(f.elapsed_seconds)::bigint as elapsed_seconds, sum(f.returned)::bigint as returned,
       sum(f.returned_by_post)::bigint as returned_by_post, sum(f.paid_online)::bigint as paid_online,
       sum(f.digitised)::bigint as digitised, sum(f.supplemented)::bigint as supplemented,
       sum(f.backdated)::bigint as backdated, sum(f.due_rewritten)::bigint as due_rewritten,
       sum(f.no_due_in)::bigint as no_due_in, sum(f.no_due_out)::bigint as no_due_out,
       sum(f.overdue_day_in)::bigint as overdue_day_in, sum(f.overdue_day_out)::bigint as overdue_day_out,
       sum(f.overdue_instant_in)::bigint as overdue_instant_in,
       sum(f.overdue_instant_out)::bigint as overdue_instant_out
from hentra.flow_half_month f
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
left join hentra.field d on d.field_id = hentra.procedure_field(f.procedure_id, f.half_month)
group by f.half_month, f.agency_id, a.code, f.procedure_id, r.code, d.code, f.channel, f.case_kind;
comment on view hentra.flow_half_monthly is 'What changed in a half month at an agency, by procedure, channel and kind of case. Overdue that lies ahead stands in its half month, that of today included: view overdue_ahead names it.';

do $$
declare
        c record;
begin
        for c in
                select v.relname, a.attname,
                       coalesce(w.about, col_description(('hentra.' || t.base)::regclass, b.attnum)) as about
                from (values ('flow_daily', 'flow_day'), ('flow_half_monthly', 'flow_half_month')) as t (view, base)
                join pg_class v on v.oid = ('hentra.' || t.view)::regclass
                join pg_attribute a on a.attrelid = v.oid and a.attnum > 0
                left join pg_attribute b on b.attrelid = ('hentra.' || t.base)::regclass and b.attname = a.attname
                left join (values ('agency', 'Code of the agency the fact belongs to.'),
                                  ('level', 'Level of the agency at that time: PROVINCE, DISTRICT, COMMUNE or UNKNOWN.'),
                                  ('vertical', 'The agency belonged to a ministry: published totals leave it out.'),
                                  ('procedure', 'Code of the procedure; null: none was said.'),
                                  ('field', 'Code of the procedure''s field at that time; null: unknown.'),
                                  ('channel', 'DIRECT, ONLINE, POSTAL or UNKNOWN.'),
                                  ('case_kind', 'DOSSIER, PETITION or TASK.')) as w (name, about) on w.name = a.attname
        loop
                execute format('comment on column hentra.%I.%I is %L', c.relname, c.attname, c.about);
        end loop;
end $$;
