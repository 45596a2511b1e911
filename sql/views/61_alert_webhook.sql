-- Deliveries follow alert_transition: transitions that a query adds are queued for webhooks in the same transaction.

-- A raising goes to the webhooks that it is for. A clearing goes to those that took its raising, whatever became of them since, and to no
-- others; so a delivery that has not been taken yet is locked here, and its clearing is queued when it is taken (alert_delivery_taken).
create or replace function hentra.alert_delivery_queue() returns trigger language plpgsql as $$
begin
        insert into hentra.alert_delivery (webhook_id, alert_id, transition)
        select w.webhook_id, m.alert_id, m.transition
        from made m
        join hentra.alert_webhook w on w.kind = 1 and w.enabled and (w.agency_id is null or w.agency_id = m.recipient_id)
        where m.transition % 2 = 1
        order by w.webhook_id, m.alert_id, m.transition
        on conflict do nothing;
        if exists (select from made where transition % 2 = 0) then
                perform
                from (select d.delivery_id
                      from made m
                      cross join hentra.alert_webhook w
                      join hentra.alert_delivery d on (d.webhook_id, d.alert_id, d.transition) = (w.webhook_id, m.alert_id, m.transition - 1)
                      where m.transition % 2 = 0 and d.state <> 1
                      order by d.delivery_id
                      for share of d) waiting;
                insert into hentra.alert_delivery (webhook_id, alert_id, transition)
                select d.webhook_id, m.alert_id, m.transition
                from made m
                cross join hentra.alert_webhook w
                join hentra.alert_delivery d on (d.webhook_id, d.alert_id, d.transition) = (w.webhook_id, m.alert_id, m.transition - 1)
                where m.transition % 2 = 0 and d.state = 1
                order by d.webhook_id, m.alert_id, m.transition
                on conflict do nothing;
        end if;
        return null;
end $$;
comment on function hentra.alert_delivery_queue() is 'Trigger: queues new transitions of alerts for the webhooks that are to be told of them: raisings for those that they are for, clearings for those that were told of the raising.';

create or replace function hentra.alert_delivery_taken() returns trigger language plpgsql as $$
begin
        insert into hentra.alert_delivery (webhook_id, alert_id, transition)
        select d.webhook_id, t.alert_id, t.transition
        from marked d
        join hentra.alert_transition t on (t.alert_id, t.transition) = (d.alert_id, d.transition + 1)
        where d.state = 1 and d.transition % 2 = 1
        order by d.webhook_id, t.alert_id, t.transition
        on conflict do nothing;
        return null;
end $$;
comment on function hentra.alert_delivery_taken() is 'Trigger: whoever has just taken the raising of an alert that was cleared meanwhile is told of the clearing.';

-- The deliveries of a webhook that is deleted go with it.
create or replace function hentra.alert_delivery_keep() returns trigger language plpgsql as $$
begin
        if exists (select from hentra.alert where alert_id = old.alert_id and transition = old.transition)
           and exists (select from hentra.alert_webhook where webhook_id = old.webhook_id) then
                return null;
        end if;
        return old;
end $$;
comment on function hentra.alert_delivery_keep() is 'Trigger: what told of the raising of an alert that still stands is not deleted, since its clearing goes to whom it told.';

-- The alerter that delivers need not be the one that raised. Payload `changed`: a webhook was changed or a delivery retried, so receivers
-- that failed are worth another try.
create or replace function hentra.alert_webhook_tell() returns trigger language plpgsql as $$
begin
        perform pg_notify('hentra_alert_webhook', 'changed');
        return null;
end $$;
comment on function hentra.alert_webhook_tell() is 'Trigger: tells the alerters that webhooks have changed.';

create or replace function hentra.alert_delivery_tell() returns trigger language plpgsql as $$
begin
        if exists (select from made) then
                perform pg_notify('hentra_alert_webhook', '');
        end if;
        return null;
end $$;
comment on function hentra.alert_delivery_tell() is 'Trigger: tells the alerters that something was queued.';

create or replace trigger deliveries after insert on hentra.alert_transition
        referencing new table as made for each statement execute function hentra.alert_delivery_queue();
create or replace trigger taken after update on hentra.alert_delivery
        referencing new table as marked for each statement execute function hentra.alert_delivery_taken();
create or replace trigger kept before delete on hentra.alert_delivery
        for each row when (old.state = 1 and old.transition % 2 = 1) execute function hentra.alert_delivery_keep();
create or replace trigger queued after insert on hentra.alert_delivery
        referencing new table as made for each statement execute function hentra.alert_delivery_tell();
create or replace trigger changed after insert or delete or update of url, kind, agency_id, digest_minute, enabled
        on hentra.alert_webhook for each statement execute function hentra.alert_webhook_tell();
