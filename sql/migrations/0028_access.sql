-- Who sees what: the agencies that were granted to a role. What a member of hentra_viewer sees of the tables follows from them, by row-level
-- security (sql/views/70_access.sql). PostgreSQL refuses COPY into a table that has it, so the three tables that loaders copy into are each the one
-- partition of a table that has none: what is copied there lies where it always did, and everybody reads it by its old name.

create table hentra.access (
        role_name text not null check (role_name <> ''),
        agency_id integer references hentra.agency,
        granted_at timestamptz not null default now(),
        granted_by text not null default session_user,
        constraint access_is_granted_once unique nulls not distinct (role_name, agency_id)
);
comment on table hentra.access is 'Who sees what (hentra access grant): the agencies that members of hentra_viewer see, each with all that is below it today. Roles that it does not name see no dossier, and it takes nothing away from those that see all.';
comment on column hentra.access.role_name is 'Name of a role of the database: a login, or a group, whose members then see this.';
comment on column hentra.access.agency_id is 'The agency; null: all agencies, and what belongs to none.';
comment on column hentra.access.granted_at is 'When it was granted.';
comment on column hentra.access.granted_by is 'Login that granted it.';
alter table hentra.access enable row level security;


create table hentra.dossier_entry (like hentra.dossier) partition by list (case_kind);
alter table hentra.dossier_entry attach partition hentra.dossier default;
create table hentra.flow_day_entry (like hentra.flow_day) partition by list (case_kind);
alter table hentra.flow_day_entry attach partition hentra.flow_day default;
create table hentra.flow_half_month_entry (like hentra.flow_half_month) partition by list (case_kind);
alter table hentra.flow_half_month_entry attach partition hentra.flow_half_month default;

do $$
declare
        c record;
begin
        for c in select t.entry, t.name, a.attname, col_description(t.name::regclass, a.attnum) as about
                 from (values ('hentra.dossier_entry', 'hentra.dossier'), ('hentra.flow_day_entry', 'hentra.flow_day'),
                              ('hentra.flow_half_month_entry', 'hentra.flow_half_month')) as t (entry, name)
                 join pg_attribute a on a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped
        loop
                execute format('comment on table %s is %L', c.entry, format('%s, which is its one partition, for those who copy into it: the rows are the same. A new column of '
                                                                            'both is added here.', c.name));
                execute format('comment on column %s.%I is %L', c.entry, c.attname, c.about);
        end loop;
end $$;
