-- Whoever shows alerts as they fire is told that there are some, and no more: each reads them again by its own rights.

create or replace function hentra.alert_transition_tell() returns trigger language plpgsql as $$
begin
        notify hentra_alert; -- needs no right to call a function, unlike pg_notify()
        return null;
end $$;
comment on function hentra.alert_transition_tell is 'Trigger: tells that something happened to alerts, and not to which.';
create or replace trigger told after insert on hentra.alert_transition
        for each statement execute function hentra.alert_transition_tell();
