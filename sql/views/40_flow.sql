-- Both grains of flows: what loaders add to them, and for analysts shards summed away, codes and words in place of numbers.
-- A new measure is a column of both tables, with its comment there; all that is here follows them.

create function hentra.measures_of(flows regclass) returns setof text language sql stable parallel safe
begin atomic
        select a.attname::text
        from pg_attribute a
        join pg_index i on i.indrelid = a.attrelid and i.indisprimary
        where a.attrelid = flows and a.attnum > 0 and not a.attisdropped and a.attnum <> all (i.indkey::smallint[])
        order by a.attnum;
end;
comment on function hentra.measures_of is 'Names of the measures of a table of flows: its columns, in order, without the key.';

-- The tables have null in place of 0. What adds and subtracts measures of one row reads these.
do $$
declare
        flows record;
begin
        for flows in
                select t.name, (select string_agg(case when k.attnum is null then format('coalesce(%1$I, 0) as %1$I', a.attname) else quote_ident(a.attname) end,
                                                  ', ' order by a.attnum)
                                from pg_attribute a
                                join pg_index i on i.indrelid = a.attrelid and i.indisprimary
                                left join unnest(i.indkey::smallint[]) as k (attnum) on k.attnum = a.attnum
                                where a.attrelid = ('hentra.' || t.name)::regclass and a.attnum > 0 and not a.attisdropped) as columns
                from (values ('flow_day'), ('flow_half_month'), ('flow_form06')) as t (name)
        loop
                execute format('create view hentra.%1$I as select %2$s from hentra.%3$I', flows.name || '_whole', flows.columns, flows.name);
                execute format('comment on view hentra.%I is %L', flows.name || '_whole', 'The rows of ' || flows.name || ', with 0 where that has null.');
        end loop;
        for flows in
                select v.relname, a.attname, col_description(b.attrelid, b.attnum) as about
                from pg_class v
                join pg_attribute a on a.attrelid = v.oid and a.attnum > 0
                join pg_attribute b on b.attrelid = ('hentra.' || replace(v.relname, '_whole', ''))::regclass and b.attname = a.attname
                where v.relnamespace = 'hentra'::regnamespace and v.relname in ('flow_day_whole', 'flow_half_month_whole', 'flow_form06_whole')
        loop
                execute format('comment on column hentra.%I.%I is %L', flows.relname, flows.attname, flows.about);
        end loop;
end $$;

-- One call for many rows. In plpgsql, which keeps the plan. Loaders may be calling it now, so 00_fresh.sql leaves it and it is replaced.
do $$
declare
        flows record;
begin
        for flows in
                select t.name, k.columns as key, m.columns as measures, m.added
                from (values ('flow_day'), ('flow_half_month')) as t (name)
                cross join lateral (
                        select string_agg(a.attname, ', ' order by a.attnum) as columns
                        from pg_index i
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
                        where i.indrelid = ('hentra.' || t.name)::regclass and i.indisprimary) k
                cross join lateral (
                        select string_agg(name, ', ' order by n) as columns,
                               string_agg(format('%1$s = nullif(coalesce(f.%1$s, 0) + coalesce(excluded.%1$s, 0), 0)', name), ', ' order by n) as added
                        from hentra.measures_of(('hentra.' || t.name)::regclass) with ordinality as m (name, n)) m
        loop
                execute format($function$
                        create or replace function hentra.%1$s_add(rows hentra.%1$s[]) returns void language plpgsql as $body$
                        begin
                                insert into hentra.%1$s as f (%2$s, %3$s)
                                select %2$s, %3$s from unnest($1)
                                on conflict (%2$s) do update set %4$s;
                        end $body$
                        $function$, flows.name, flows.key, flows.measures, flows.added);
        end loop;
end $$;
comment on function hentra.flow_day_add is 'Adds rows of flows, sorted by key, to what flow_day has.';
comment on function hentra.flow_half_month_add is 'Adds rows of flows, sorted by key, to what flow_half_month has.';

do $$
declare
        sums constant text := (select string_agg(format('coalesce(sum(f.%1$s), 0)::bigint as %1$s', name), ', ' order by n)
                               from hentra.measures_of('hentra.flow_day') with ordinality as m (name, n));
begin
        execute format($view$
create view hentra.flow_daily as
select f.day, a.code as agency, hentra.level_name(coalesce(v.level, c.level, 0)) as level, coalesce(v.vertical, false) as vertical,
       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
       %s
from hentra.flow_day f
left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
left join hentra.agency_level_claim c on c.agency_id = f.agency_id
left join hentra.agency a on a.agency_id = coalesce(v.member_id, f.agency_id)
group by f.day, coalesce(v.member_id, f.agency_id), a.code, coalesce(v.level, c.level, 0), coalesce(v.vertical, false), f.channel, f.case_kind
        $view$, sums);
end $$;
comment on view hentra.flow_daily is 'What changed on a local day at an agency, by channel and kind of case. Overdue that lies ahead stands on its future day. A stock of a level: add up each agency from the beginning, then take its level of the day asked for.';

do $$
declare
        sums constant text := (select string_agg(format('coalesce(sum(f.%1$s), 0)::bigint as %1$s', name), ', ' order by n)
                               from hentra.measures_of('hentra.flow_half_month') with ordinality as m (name, n));
begin
        execute format($view$
create view hentra.flow_half_monthly as
select f.half_month, a.code as agency, hentra.level_name(coalesce(v.level, c.level, 0)) as level, coalesce(v.vertical, false) as vertical,
       r.code as procedure, d.code as field,
       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
       %s
from hentra.flow_half_month f
left join hentra.agency_said v on v.agency_id = f.agency_id and f.half_month >= v.valid_from and f.half_month < v.valid_to
left join hentra.agency_level_claim c on c.agency_id = f.agency_id
left join hentra.agency a on a.agency_id = coalesce(v.member_id, f.agency_id)
left join hentra.procedure r using (procedure_id)
left join hentra.field d on d.field_id = hentra.procedure_field(f.procedure_id, f.half_month)
group by f.half_month, coalesce(v.member_id, f.agency_id), a.code, coalesce(v.level, c.level, 0), coalesce(v.vertical, false), f.procedure_id, r.code, d.code, f.channel, f.case_kind
        $view$, sums);
end $$;
comment on view hentra.flow_half_monthly is 'What changed in a half month at an agency, by procedure, channel and kind of case. Overdue that lies ahead stands in its half month, that of today included: view overdue_ahead names it.';

do $$
declare
        sums constant text := (select string_agg(format('coalesce(sum(f.%1$s), 0)::bigint as %1$s', name), ', ' order by n)
                               from hentra.measures_of('hentra.flow_day') with ordinality as m (name, n));
begin
        execute format($view$
create view hentra.flow_daily_restated as
with unit as materialized (select * from hentra.agencies_restated((select hentra.local_day(current_timestamp))))
select f.day, r.province, a.code as agency, hentra.level_name(r.level) as level, r.split, coalesce(v.vertical, false) as vertical,
       hentra.channel_name(f.channel) as channel, hentra.case_kind_name(f.case_kind) as case_kind,
       %s
from hentra.flow_day f
left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
left join unit r on r.agency_id = coalesce(v.member_id, f.agency_id)
left join hentra.agency a on a.agency_id = r.restated_id
group by f.day, r.restated_id, r.province, a.code, r.level, r.split, coalesce(v.vertical, false), f.channel, f.case_kind
        $view$, sums);
end $$;
comment on view hentra.flow_daily_restated is 'As flow_daily, but of agencies as they are today: what was merged counts for its successor, what was split stays with the old unit, and at the province all comes together. The same totals as flow_daily.';

do $$
declare
        c record;
begin
        for c in
                select v.relname, a.attname,
                       coalesce(w.about, col_description(('hentra.' || t.base)::regclass, b.attnum)) as about
                from (values ('flow_daily', 'flow_day'), ('flow_daily_restated', 'flow_day'), ('flow_half_monthly', 'flow_half_month')) as t (view, base)
                join pg_class v on v.oid = ('hentra.' || t.view)::regclass
                join pg_attribute a on a.attrelid = v.oid and a.attnum > 0
                left join pg_attribute b on b.attrelid = ('hentra.' || t.base)::regclass and b.attname = a.attname
                left join (values ('agency', 'Code of the agency the fact counts for: what an alias leads to another agency counts there.'),
                                  ('level', 'Level of the agency at that time (restated: today, or the last that it had): PROVINCE, DISTRICT, COMMUNE or UNKNOWN.'),
                                  ('province', 'Code of the agency''s province of today; null: the catalogue does not say.'),
                                  ('split', 'True: the agency is over, and nobody took all of it over.'),
                                  ('vertical', 'The agency belonged to a ministry: published totals leave it out.'),
                                  ('procedure', 'Code of the procedure; null: none was said.'),
                                  ('field', 'Code of the procedure''s field at that time; null: unknown.'),
                                  ('channel', 'DIRECT, ONLINE, POSTAL or UNKNOWN.'),
                                  ('case_kind', 'DOSSIER, PETITION or TASK.')) as w (name, about) on w.name = a.attname
        loop
                execute format('comment on column hentra.%I.%I is %L', c.relname, c.attname, c.about);
        end loop;
end $$;
