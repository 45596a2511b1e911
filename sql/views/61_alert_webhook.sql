-- Deliveries follow alert_transition: what a statement adds there is queued for webhooks here, in the same transaction.

create or replace function hentra.alert_delivery_queue() returns trigger language plpgsql as $$
begin
        insert into hentra.alert_delivery (webhook_id, alert_id, transition)
        select w.webhook_id, m.alert_id, m.transition
        from made m
        join hentra.alert_webhook w on w.kind = 1 and w.enabled and (w.agency_id is null or w.agency_id = m.recipient_id)
        order by w.webhook_id, m.alert_id, m.transition
        on conflict do nothing;
        return null;
end $$;
comment on function hentra.alert_delivery_queue() is 'Trigger: queues new transitions of alerts for the webhooks that are to be told of them.';

-- The alerter that delivers need not be the one that raised. Payload `changed`: somebody did something, so receivers that failed
-- are worth another try.
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
create or replace trigger queued after insert on hentra.alert_delivery
        referencing new table as made for each statement execute function hentra.alert_delivery_tell();
create or replace trigger changed after insert or delete or update of url, kind, agency_id, digest_minute, enabled
        on hentra.alert_webhook for each statement execute function hentra.alert_webhook_tell();
