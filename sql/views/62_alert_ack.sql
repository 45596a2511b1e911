-- Acknowledgements and snoozes of alerts. A snooze is of the alert and of the further steps of its rule for the dossier and return date, as long
-- as the dossier is at the agency where it was then.

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

-- With a search_path of its own, or a caller could put operators of his own in the place of those that decide.
create or replace function hentra.alert_ack_own() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
        if new.until is not null and (not isfinite(new.until) or new.until > new.made_at + interval '744 hours') then
                raise check_violation using message = 'a snooze lasts 31 days at most', constraint = 'alert_ack_until_is_near';
        end if;
        new.own_only := new.until is not null and not hentra.sees_all();
        return new;
end $$;
comment on function hentra.alert_ack_own() is 'Trigger: whose further steps a snooze keeps back is the server''s to say, by what its maker sees; and it lasts 31 days at most.';
create or replace trigger owned before insert on hentra.alert_ack for each row execute function hentra.alert_ack_own();

-- The one home of what a snooze holds. Both parts find few: from the snoozes that there are, and from an alert that is asked for.
create view hentra.alert_snooze as
select k.alert_id, k.ack_id, k.made_by, k.made_at, k.until, k.reason
from hentra.alert_ack k
where k.lifted_at is null and k.until is not null
union all
select a.alert_id, k.ack_id, k.made_by, k.made_at, k.until, k.reason
from hentra.alert_ack k
join hentra.alert s on s.alert_id = k.alert_id
join hentra.alert_transition snoozed on snoozed.alert_id = s.alert_id and snoozed.transition = s.transition - 1 + s.transition % 2
join hentra.alert a on a.dossier_id = s.dossier_id and a.rule_id = s.rule_id and a.due_at = s.due_at and a.alert_id <> s.alert_id
join hentra.alert_transition raised on raised.alert_id = a.alert_id and raised.transition = a.transition - 1 + a.transition % 2
where k.lifted_at is null and k.until is not null
  and raised.agency_id = snoozed.agency_id and (not k.own_only or raised.recipient_id = snoozed.recipient_id);
comment on view hentra.alert_snooze is 'Each alert that a snooze holds which was not taken back, once for each: the alert that was snoozed, and further ones of the same rule for the same dossier and return date that were raised at the same agency; of a snooze by somebody who does not see everything those alone that the same agency is told. One whose end lies behind is over.';
comment on column hentra.alert_snooze.alert_id is 'The alert that is held.';
comment on column hentra.alert_snooze.ack_id is 'The snooze, in alert_ack.';
comment on column hentra.alert_snooze.made_by is 'Login of who made it.';
comment on column hentra.alert_snooze.made_at is 'When it was made, by the server''s clock.';
comment on column hentra.alert_snooze.until is 'Its end, by the alerter''s clock.';
comment on column hentra.alert_snooze.reason is 'Why, in the words of who made it.';

create function hentra.alert_held(at timestamptz) returns setof bigint language sql stable parallel safe
begin atomic
        select distinct alert_id from hentra.alert_snooze where until > at;
end;
comment on function hentra.alert_held is 'Alerts that a snooze holds until later than an instant of the alerter''s clock: their raising is not told to receivers before, and they are not in digests until then.';

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
