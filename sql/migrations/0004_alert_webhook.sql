-- Webhooks: who is told of alerts over HTTP, and what became of each telling.

create table hentra.alert_webhook (
        webhook_id integer generated always as identity primary key,
        name text not null unique,
        url text not null,
        kind smallint not null default 1 check (kind between 1 and 2),
        agency_id integer references hentra.agency,
        digest_minute smallint check (digest_minute between 0 and 1439),
        enabled boolean not null default true,
        digest_day date,
        check (name ~ '^[[:graph:]]([[:print:]]{0,61}[[:graph:]])?$'),
        check (url ~ '^https?://[^[:space:][:cntrl:]]+$'),
        check ((kind = 2) = (digest_minute is not null))
);

create table hentra.alert_delivery (
        delivery_id bigint generated always as identity primary key,
        webhook_id integer not null references hentra.alert_webhook on delete cascade,
        alert_id bigint,
        transition integer,
        digest_day date,
        agency_id integer,
        state smallint not null default 0 check (state between 0 and 2),
        attempts integer not null default 0,
        next_attempt_at timestamptz not null default clock_timestamp(),
        last_error text,
        created_at timestamptz not null default clock_timestamp(),
        delivered_at timestamptz,
        foreign key (alert_id, transition) references hentra.alert_transition,
        unique (webhook_id, alert_id, transition),
        unique (webhook_id, digest_day, agency_id),
        check (num_nulls(alert_id, transition) in (0, 2)),
        check (num_nulls(digest_day, agency_id) in (0, 2)),
        check ((alert_id is null) <> (digest_day is null)),
        check ((state = 1) = (delivered_at is not null))
);
-- Each webhook has a queue of its own: one that does not answer must not stand before another's.
create index alert_delivery_waiting on hentra.alert_delivery (webhook_id, next_attempt_at, delivery_id) where state = 0;
create index alert_delivery_dead on hentra.alert_delivery (delivery_id) where state = 2;

comment on table hentra.alert_webhook is 'Who is told of alerts by HTTP POST. Rows may be added, changed and deleted at any time; the alerter hears of it at once. What waits for a webhook that is not enabled goes on waiting.';
comment on column hentra.alert_webhook.webhook_id is 'Number given by this warehouse.';
comment on column hentra.alert_webhook.name is 'Name, as it stands in logs and in `hentra alert failed`; 1 to 63 printable characters.';
comment on column hentra.alert_webhook.url is 'Where to post, http or https. May hold a token, so only the alerter and the owner read it.';
comment on column hentra.alert_webhook.kind is '1 every raising and clearing of an alert, at once; 2 a digest of what stands, once every working day.';
comment on column hentra.alert_webhook.agency_id is 'Only alerts that are for this agency (alert_transition.recipient_id); null: for any.';
comment on column hentra.alert_webhook.digest_minute is 'Of a digest: when, in minutes since the local day began (450: 07:30). Null: no digest.';
comment on column hentra.alert_webhook.enabled is 'False: nothing is queued and nothing is sent.';
comment on column hentra.alert_webhook.digest_day is 'Of a digest: the last local day for which it was queued, by the alerter''s clock; null: none yet.';

comment on table hentra.alert_delivery is 'What a webhook was, or is to be, told: a transition of an alert, or the digest of a day for an agency. Rows that are delivered or dead may be deleted.';
comment on column hentra.alert_delivery.delivery_id is 'Number given by this warehouse, for `hentra alert retry`.';
comment on column hentra.alert_delivery.webhook_id is 'The webhook.';
comment on column hentra.alert_delivery.alert_id is 'The alert; null: a digest.';
comment on column hentra.alert_delivery.transition is 'The alert''s transition; null: a digest.';
comment on column hentra.alert_delivery.digest_day is 'Local day of the digest; null: an alert.';
comment on column hentra.alert_delivery.agency_id is 'Agency that the digest is for; null: an alert.';
comment on column hentra.alert_delivery.state is '0 waiting, 1 delivered, 2 dead: refused, or tried too often.';
comment on column hentra.alert_delivery.attempts is 'How often it was tried, since it was queued or last retried by hand.';
comment on column hentra.alert_delivery.next_attempt_at is 'While waiting: not before, by the wall clock; then when the last attempt was.';
comment on column hentra.alert_delivery.last_error is 'What the last attempt that failed met; null: none failed.';
comment on column hentra.alert_delivery.created_at is 'When it was queued, by the wall clock.';
comment on column hentra.alert_delivery.delivered_at is 'When the receiver had taken it, by the wall clock; null: not yet.';
