-- What the oracle of alerts looks at: every version of every dossier and every look, as they are written. :origin, :since, :speed are
-- the clock of the configuration.
create schema if not exists alert_watch;

create function alert_watch.clock(wall timestamptz) returns timestamptz language sql immutable
return :'origin'::timestamptz + extract(epoch from wall - :'since'::timestamptz) * :speed * interval '1 second';

create table alert_watch.version (
        n bigint generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        dossier_id text collate "C" not null,
        received_at timestamptz,
        due_at timestamptz,
        ended_by smallint,
        paused_at timestamptz,
        status smallint not null,
        agency_id integer not null,
        procedure_id integer not null,
        case_kind smallint not null
);
create function alert_watch.see_dossier() returns trigger language plpgsql security definer as $$
begin
        insert into alert_watch.version (dossier_id, received_at, due_at, ended_by, paused_at, status, agency_id, procedure_id, case_kind)
        values (new.dossier_id, new.received_at, new.due_at, new.ended_by, new.paused_at, new.status, new.agency_id, new.procedure_id, new.case_kind);
        return null;
end $$;
create trigger seen after insert or update on hentra.dossier for each row execute function alert_watch.see_dossier();

create table alert_watch.look (
        at timestamptz not null,
        written timestamptz not null default clock_timestamp()
);
create function alert_watch.see_look() returns trigger language plpgsql security definer as $$
begin
        insert into alert_watch.look (at) values (new.looked_at);
        return null;
end $$;
create trigger seen after update on hentra.alert_progress for each row execute function alert_watch.see_look();
