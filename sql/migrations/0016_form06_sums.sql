-- What form 06 adds up was kept while flows were written, row by row. Now it is made by half month once loaders have caught up
-- (sql/views/43_form06_sums.sql), and by field too, for which a report had to add up all flows by procedure.

do $$
declare
        made record;
        name text;
begin
        -- All views and functions are made anew behind the migrations; as sql/views/00_fresh.sql.
        for made in
                select oid, format('view hentra.%I', relname) as object
                from pg_class where relnamespace = 'hentra'::regnamespace and relkind = 'v'
                union all
                select oid, 'function ' || oid::regprocedure from pg_proc
                where pronamespace = 'hentra'::regnamespace and prorettype <> 'trigger'::regtype
                  and proname not in ('flow_day_add', 'flow_half_month_add')
                union all
                select oid, format('type hentra.%I', relname)
                from pg_class where relnamespace = 'hentra'::regnamespace and relkind = 'c'
                order by oid desc
        loop
                execute 'drop ' || made.object;
        end loop;
        foreach name in array array['form06_inserted', 'form06_updated_from', 'form06_updated_to', 'form06_deleted', 'form06_emptied'] loop
                execute format('drop trigger if exists %I on hentra.flow_day', name);
        end loop;
        foreach name in array array['flow_form06_made', 'flow_form06_gone', 'flow_form06_emptied'] loop
                execute format('drop function if exists hentra.%I()', name);
        end loop;
end $$;

drop table hentra.flow_form06;
create table hentra.flow_form06 (
        half_month date not null, -- the 1st or the 15th
        agency_id integer not null,
        channel smallint not null,
        case_kind smallint not null,
        received bigint,
        refused bigint,
        withdrawn bigint,
        stopped bigint,
        reopened bigint,
        transferred_in bigint,
        transferred_out bigint,
        resolved_early bigint,
        resolved_on_time bigint,
        resolved_late bigint,
        resolved_no_due bigint,
        resolved_late_instant bigint,
        paused bigint, -- this and the following: in less out
        no_due bigint,
        overdue_day bigint,
        overdue_instant bigint,
        primary key (half_month, agency_id, channel, case_kind)
);
-- A report counts the agencies that no catalogue names, and asks of each whether it has any flow.
create index flow_form06_agency on hentra.flow_form06 (agency_id, case_kind, half_month);

-- A row is added up for each half month, level and field, so there are few; integers, not null, since a report reads all of them.
create table hentra.flow_form06_field (
        half_month date not null,
        case_kind smallint not null,
        agency_id integer not null,
        procedure_id integer not null,
        received integer not null,
        received_online integer not null,
        refused integer not null,
        withdrawn integer not null,
        stopped integer not null,
        reopened integer not null,
        transferred_in integer not null,
        transferred_out integer not null,
        resolved_early integer not null,
        resolved_on_time integer not null,
        resolved_late integer not null,
        resolved_no_due integer not null,
        resolved_late_instant integer not null,
        paused integer not null,
        no_due integer not null,
        overdue_day integer not null,
        overdue_instant integer not null,
        primary key (half_month, case_kind, agency_id, procedure_id)
);
create table hentra.form06_agency (
        agency_id integer primary key,
        stand_in integer not null
);
create table hentra.form06_procedure (
        procedure_id integer primary key,
        stand_in integer not null
);
create table hentra.form06_stale (
        half_month date not null,
        shard integer not null,
        primary key (half_month, shard)
);
create table hentra.form06_unsure (
        change_id bigint primary key generated always as identity
);
create table hentra.form06_grouping (
        singleton boolean primary key default true check (singleton),
        grouped_on date not null
);
insert into hentra.form06_grouping (grouped_on) values ('-infinity');

comment on table hentra.flow_form06 is 'What form 06 adds up of flow_day, by half month, shards summed away, so that a report over years reads few rows. Not what counts in half months that stand in form06_stale: view flow_form06_counted knows.';
comment on column hentra.flow_form06.half_month is 'First day: the 1st (to the 14th) or the 15th (to the end of the month).';
comment on table hentra.flow_form06_field is 'What form 06 adds up of flow_half_month, for all agencies and procedures together that always had the same level and field. Not what counts in half months that hentra.form06_unkept() names.';
comment on column hentra.flow_form06_field.half_month is 'First day: the 1st (to the 14th) or the 15th (to the end of the month).';
comment on column hentra.flow_form06_field.agency_id is 'Stand-in of the agencies, as in form06_agency: its level on a day is theirs.';
comment on column hentra.flow_form06_field.procedure_id is 'Stand-in of the procedures, as in form06_procedure: its field on a day is theirs. 0: none was said.';
comment on column hentra.flow_form06_field.received_online is 'Dossiers: receptions of those that came online.';
comment on table hentra.form06_agency is 'Which agency stands for which in flow_form06_field.';
comment on column hentra.form06_agency.agency_id is 'The agency; one that is not here stands for itself.';
comment on column hentra.form06_agency.stand_in is 'The one whose level, and belonging to a ministry, were on every day what its own were when this was written; catalogues may have changed since, then flow_form06_field does not count.';
comment on table hentra.form06_procedure is 'Which procedure stands for which in flow_form06_field.';
comment on column hentra.form06_procedure.procedure_id is 'The procedure; one that is not here stands for itself.';
comment on column hentra.form06_procedure.stand_in is 'The one whose field was on every day what its own was when this was written; catalogues may have changed since, then flow_form06_field does not count.';
comment on table hentra.form06_stale is 'Half months whose flows were written since they were added up for form 06: a report reads their flows. Triggers of flow_day add rows, hentra.form06_sum() takes them away.';
comment on column hentra.form06_stale.half_month is 'First day of the half month.';
comment on column hentra.form06_stale.shard is 'Shard of the flows, so that loaders do not wait for each other; 0: all.';
comment on table hentra.form06_unsure is 'Changes of catalogues and claims since stand-ins were last compared: while there are any, a report compares them. Triggers add rows, hentra.form06_group() takes them away.';
comment on column hentra.form06_unsure.change_id is 'Number of the change.';
comment on table hentra.form06_grouping is 'The one row that who makes the sums of form 06 locks.';
comment on column hentra.form06_grouping.singleton is 'Always true: there is one row.';
comment on column hentra.form06_grouping.grouped_on is 'When stand-ins were last chosen for all; what changes its level or field again on that day is taken out of its group alone.';

do $$
declare
        c record;
begin
        for c in select a.attrelid::regclass as sums, a.attname, coalesce(net.about, col_description(f.attrelid, f.attnum)) as about
                 from (values ('paused', 'Dossiers: paused - resumed of the flows.'), ('no_due', 'Dossiers: no_due_in - no_due_out of the flows.'),
                              ('overdue_day', 'Dossiers: overdue_day_in - overdue_day_out of the flows.'),
                              ('overdue_instant', 'Dossiers: overdue_instant_in - overdue_instant_out of the flows.')) as net (name, about)
                 right join pg_attribute a on a.attname = net.name
                 left join pg_attribute f on f.attrelid = 'hentra.flow_day'::regclass and f.attname = a.attname and f.attnum > 0
                 where a.attrelid in ('hentra.flow_form06'::regclass, 'hentra.flow_form06_field'::regclass) and a.attnum > 0
                   and col_description(a.attrelid, a.attnum) is null loop
                execute format('comment on column %s.%I is %L', c.sums, c.attname, c.about);
        end loop;
end $$;
