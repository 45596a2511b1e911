-- The table of dossiers with histories as bytes takes the place of the one with words; flows have null in place of zero, which most of their
-- measures are.

do $$
declare
        words bigint := (select count(*) from hentra.dossier);
        bytes bigint := (select count(*) from hentra.dossier_compact);
        made record;
begin
        if words <> bytes then
                raise exception 'of % dossiers % are converted', words, bytes;
        end if;
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
end $$;

create index if not exists dossier_compact_open on hentra.dossier_compact (due_at, paused_at) where received_at is not null and ended_by is null;
create index if not exists dossier_compact_late on hentra.dossier_compact (ended_at) where instant_class = 2;
do $$
begin
        execute format('comment on table hentra.dossier_compact is %L', obj_description('hentra.dossier'::regclass, 'pg_class'));
end $$;
drop table hentra.dossier;
drop function hentra.dossier_frozen();
alter table hentra.dossier_compact rename to dossier;
alter index hentra.dossier_compact_pkey rename to dossier_pkey;
alter index hentra.dossier_compact_open rename to dossier_open;
alter index hentra.dossier_compact_late rename to dossier_late;

-- content of a member's claim is the upper half of the hash, as in histories.
update hentra.agency_level_claim set content = content >> 32 where content <> content >> 32;
update hentra.procedure_field_claim set content = content >> 32 where content <> content >> 32;

-- A column of zeros takes four bytes a row, of nulls one bit. The triggers of flow_day are made for zeros until the views are made anew.
do $$
declare
        grain text;
        changes text;
begin
        foreach grain in array array['flow_day', 'flow_half_month', 'flow_form06'] loop
                select string_agg(format('alter column %1$I drop default, alter column %1$I drop not null, alter column %1$I type %2$s using nullif(%1$I, 0)',
                                         a.attname, format_type(a.atttypid, a.atttypmod)), ', ')
                into changes
                from pg_attribute a
                join pg_index i on i.indrelid = a.attrelid and i.indisprimary
                where a.attrelid = ('hentra.' || grain)::regclass and a.attnum > 0 and not a.attisdropped
                  and a.attnum <> all (i.indkey::smallint[]);
                execute format('alter table hentra.%I %s', grain, changes);
        end loop;
end $$;

comment on column hentra.agency_level_claim.content is 'Upper half of the XXH3 hash of the statement that claims it, as a signed number: the greater one stands where the times are equal.';
comment on column hentra.procedure_field_claim.content is 'Upper half of the XXH3 hash of the statement that claims it, as a signed number: the greater one stands where the times are equal.';
