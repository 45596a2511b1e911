-- The table of dossiers with histories as bytes, beside the one with histories as words. Setup fills it (consumers/setup/convert.h), which
-- takes minutes in a large warehouse; meanwhile readers have the old table, which nobody can change any more. 0014 puts it in its place.

-- From the widest columns to the narrowest, so that nothing is lost between them.
create table hentra.dossier_compact (
        first_observed_at timestamptz not null,
        last_at timestamptz,
        submitted_at timestamptz,
        received_at timestamptz,
        due_at timestamptz,
        first_due_at timestamptz,
        ended_at timestamptz,
        returned_at timestamptz,
        paused_at timestamptz,
        marks integer not null,
        agency_id integer not null,
        procedure_id integer not null,
        status smallint not null,
        case_kind smallint not null,
        channel smallint not null,
        service smallint not null,
        day_class smallint not null,
        instant_class smallint not null,
        ended_by smallint,
        dossier_id text collate "C" not null,
        history bytea not null,
        primary key (dossier_id)
);

comment on table hentra.dossier_compact is 'What setup has converted of hentra.dossier, and will take its place.';
do $$
declare
        c record;
begin
        for c in select a.attname, col_description('hentra.dossier'::regclass, o.attnum) as about
                 from pg_attribute a
                 join pg_attribute o on o.attrelid = 'hentra.dossier'::regclass and o.attname = a.attname
                 where a.attrelid = 'hentra.dossier_compact'::regclass and a.attnum > 0 loop
                execute format('comment on column hentra.dossier_compact.%I is %L', c.attname, c.about);
        end loop;
end $$;
comment on column hentra.dossier_compact.history is 'What was said of it, in few bytes: view dossier_statement shows it in columns (consumers/dossier/history_bytes.h).';

-- An older program that still runs would write words.
create function hentra.dossier_frozen() returns trigger language plpgsql as $$
begin
        raise exception 'the warehouse is being brought to a newer version of hentra: stop the loaders, and run `hentra setup` of that version to its end';
end $$;
comment on function hentra.dossier_frozen() is 'Trigger: refuses every change of the table of dossiers while setup converts it.';
create trigger frozen before insert or update or delete or truncate on hentra.dossier
        for each statement execute function hentra.dossier_frozen();
