-- Acknowledgements and snoozes of alerts. A snooze is of the alert and of the further steps of its rule for the dossier and return date.

create or replace function hentra.alert_ack_lift() returns trigger language plpgsql as $$
begin
        if old.lifted_at is not null then
                return old;
        end if;
        new.lifted_at := now();
        new.lifted_by := hentra.who();
        return new;
end $$;
comment on function hentra.alert_ack_lift() is 'Trigger: who takes an acknowledgement or a snooze back, and when, is the server''s to say.';
create or replace trigger lifted before update of lifted_at on hentra.alert_ack for each row execute function hentra.alert_ack_lift();

-- Pages of the dashboard show who took care of what; what exactly, each reads by its own rights.
create or replace function hentra.alert_ack_tell() returns trigger language plpgsql as $$
begin
        notify hentra_alert_ack; -- needs no right to call a function, unlike pg_notify()
        return null;
end $$;
comment on function hentra.alert_ack_tell() is 'Trigger: tells that alerts were acknowledged or snoozed, or that it was taken back, and not which.';
create or replace trigger told after insert or update on hentra.alert_ack for each statement execute function hentra.alert_ack_tell();

create function hentra.alert_snoozed(at timestamptz)
returns table (alert_id bigint, dossier_id text, rule_id integer, due_at timestamptz) language sql stable parallel safe
begin atomic
        select a.alert_id, a.dossier_id, a.rule_id, a.due_at
        from hentra.alert_ack k
        join hentra.alert a using (alert_id)
        where k.lifted_at is null and k.until > at;
end;
comment on function hentra.alert_snoozed is 'Alerts that somebody snoozed until later than an instant of the alerter''s clock.';

create function hentra.alert_held(at timestamptz) returns setof bigint language sql stable parallel safe
begin atomic
        select alert_id from hentra.alert_snoozed(at)
        union
        select h.alert_id
        from hentra.alert_snoozed(at) s
        cross join lateral (
                select a.alert_id
                from hentra.alert a
                where a.dossier_id = s.dossier_id and a.rule_id = s.rule_id and a.due_at = s.due_at
                offset 0) h;
end;
comment on function hentra.alert_held is 'Alerts whose raising is not told to receivers before a snooze ends, and that are not in digests until then: those that are snoozed, and further steps of the same rule for the same dossier and return date.';

create view hentra.alert_acknowledged as
select k.ack_id, k.alert_id, case when k.until is null then 'ACKNOWLEDGED' else 'SNOOZED' end as what, k.until, k.reason, k.made_at, k.made_by,
       k.lifted_at, k.lifted_by, a.transition % 2 = 1 as alert_is_open, r.name as rule, a.step, a.dossier_id, a.due_at, s.code as source
from hentra.alert_ack k
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.source s on s.source_id = a.source_id;
comment on view hentra.alert_acknowledged is 'Every acknowledgement and snooze of an alert: who, when, until when and why. Neither clears an alert.';
comment on column hentra.alert_acknowledged.ack_id is 'Number given by this warehouse.';
comment on column hentra.alert_acknowledged.alert_id is 'The alert.';
comment on column hentra.alert_acknowledged.what is 'ACKNOWLEDGED, or SNOOZED until a time.';
comment on column hentra.alert_acknowledged.until is 'End of the snooze, by the alerter''s clock; null: an acknowledgement.';
comment on column hentra.alert_acknowledged.reason is 'Why, in the words of who made it.';
comment on column hentra.alert_acknowledged.made_at is 'When it was made, by the server''s clock.';
comment on column hentra.alert_acknowledged.made_by is 'Login of who made it.';
comment on column hentra.alert_acknowledged.lifted_at is 'When it was taken back, or another one took its place; null: it was not.';
comment on column hentra.alert_acknowledged.lifted_by is 'Login of who did; null: nobody.';
comment on column hentra.alert_acknowledged.alert_is_open is 'The alert is raised and not cleared.';
comment on column hentra.alert_acknowledged.rule is 'Name of the rule.';
comment on column hentra.alert_acknowledged.step is 'Step of the rule, from 1.';
comment on column hentra.alert_acknowledged.dossier_id is 'Code of the dossier; null: it is about a source.';
comment on column hentra.alert_acknowledged.due_at is 'The return date that it is about.';
comment on column hentra.alert_acknowledged.source is 'Code of the source; null: it is about a dossier.';
