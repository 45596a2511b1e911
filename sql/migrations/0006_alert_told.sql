-- A digest that its receiver finds too large goes out in parts: part n of m, each with the alerts that it is about. Halves of a part
-- are 2n - 1 and 2n of 2m.

alter table hentra.alert_delivery
        add column part integer not null default 1,
        add column parts integer not null default 1,
        add column alerts bigint[],
        drop constraint alert_delivery_webhook_id_digest_day_agency_id_key,
        add constraint alert_delivery_is_queued_once unique (webhook_id, digest_day, agency_id, parts, part),
        add constraint alert_delivery_part_is_one_of_parts check (part between 1 and parts),
        add constraint alert_delivery_parts_are_of_a_digest check (parts = 1 or digest_day is not null),
        add constraint alert_delivery_part_has_alerts check ((parts = 1) = (alerts is null));

comment on column hentra.alert_delivery.part is 'Of a digest that was cut: which part, from 1. Else 1.';
comment on column hentra.alert_delivery.parts is 'Of a digest that was cut: of how many parts of this size; 2 of 2 cut again is 3 of 4 and 4 of 4. Else 1.';
comment on column hentra.alert_delivery.alerts is 'Of a digest that was cut: the alerts that this part is about; null: it was not cut.';

-- What these said of webhooks and of agencies is no longer all.
comment on table hentra.alert_delivery is 'What a webhook was, or is to be, told: a transition of an alert, or the digest of a day for an agency. Rows that are delivered or dead may be deleted; those that told of the raising of an alert that still stands stay, since its clearing is told by them.';
comment on column hentra.alert_webhook.enabled is 'False: nothing is sent, and nothing new is queued but the clearings of alerts that the webhook was told of.';
comment on column hentra.alert_webhook.agency_id is 'Only alerts that are for this agency (alert_transition.recipient_id), and the clearings of those; null: for any. Of a dissolved agency its successor is told instead, so a webhook of the dissolved one is told of no new alerts.';
comment on column hentra.alert_transition.recipient_id is 'Agency the alert is for, as it was when it was raised: of an escalation one or more steps up, as far as the catalogue knows; else where the dossier is. Where that one was dissolved by then, whoever is told in its place (function agency_told).';
comment on column hentra.alert_delivery.state is '0 waiting, 1 delivered, 2 dead: too large for the receiver, or tried too often.';
