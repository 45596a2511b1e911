-- Both grains of flows for analysts: shards summed away, codes and words in place of numbers. The measures are described
-- at the tables; their comments are carried over.

-- Each measure of flow_day (flow_half_month has the same), behind the five columns of its key.
do $$
declare
        sums constant text := (select string_agg(format('sum(f.%1$I)::bigint as %1$I', attname), ', ' order by attnum) from pg_attribute
                               where attrelid = 'hentra.flow_day'::regclass and attnum > 5);
begin
        execute format($view$
                create view hentra.flow_daily as
                select f.day, a.code as agency, hentra.level_name(hentra.agency_level(f.agency_id, f.day)) as level,
                       hentra.agency_vertical(f.agency_id, f.day) as vertical,
                       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
                       %1$s
                from hentra.flow_day f
                left join hentra.agency a using (agency_id)
                group by f.day, f.agency_id, a.code, f.channel, f.case_kind
                $view$, sums);
        execute format($view$
                create view hentra.flow_half_monthly as
                select f.half_month, a.code as agency, hentra.level_name(hentra.agency_level(f.agency_id, f.half_month)) as level,
                       hentra.agency_vertical(f.agency_id, f.half_month) as vertical, r.code as procedure, d.code as field,
                       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
                       %1$s
                from hentra.flow_half_month f
                left join hentra.agency a using (agency_id)
                left join hentra.procedure r using (procedure_id)
                left join hentra.field d on d.field_id = hentra.procedure_field(f.procedure_id, f.half_month)
                group by f.half_month, f.agency_id, a.code, f.procedure_id, r.code, d.code, f.channel, f.case_kind
                $view$, sums);
end $$;
comment on view hentra.flow_daily is 'What changed on a local day at an agency, by channel and kind of case. Overdue that lies ahead stands on its future day. A stock of a level: add up each agency from the beginning, then take its level of the day asked for.';
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
