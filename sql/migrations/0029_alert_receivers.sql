-- Receivers of alerts by e-mail beside webhooks; acknowledgements and snoozes of alerts.

-- The address of a letter is kept where that of a webhook is, so that queue, attempts and clearings are the same. No blank, comma or bracket
-- may be in it, and no control character: it stands in the head of a letter.
alter table hentra.alert_webhook
        drop constraint alert_webhook_url_check,
        add constraint alert_webhook_url_is_http_or_mailto check (
                url ~ '^https?://[^[:space:][:cntrl:]]+$'
                or url ~ '^mailto:[A-Za-z0-9.!#$%&''*+/=?^_{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$' and length(url) <= 261),
        -- What of an address may be shown: never a path, a query or a login, which may hold tokens; of a person the domain.
        add column shown text generated always as (
                case when url ~ '^mailto:' then 'mailto:…@' || substring(url from '@([^@]*)$')
                     else substring(url from '^https?://') || substring(url from '^https?://(?:[^/?#]*@)?([^/?#@]*)')
                          || case when url ~ '^https?://[^/?#]*/?$' then '' else '/…' end
                end) stored;
comment on table hentra.alert_webhook is 'Who is told of alerts: by HTTP POST, or by e-mail. Rows may be added, changed and deleted at any time (`hentra alert webhook`, `hentra alert mail`); the alerter hears of it at once. What waits for a receiver that is not enabled goes on waiting.';
comment on column hentra.alert_webhook.url is 'Where to post, http or https; or the address of letters, mailto:…. May hold a token, so only the alerter and the owner read it.';
comment on column hentra.alert_webhook.shown is 'Of the address what anybody may see: the server, or the domain of a mailbox.';

create table hentra.alert_ack (
        ack_id bigint generated always as identity primary key,
        alert_id bigint not null references hentra.alert on delete cascade,
        until timestamptz,
        reason text not null,
        made_at timestamptz not null default now(),
        made_by text not null default current_user,
        lifted_at timestamptz,
        lifted_by text,
        constraint alert_ack_reason_is_printable check (reason ~ '[^[:space:]]' and reason !~ '[[:cntrl:]]' and length(reason) <= 500),
        constraint alert_ack_is_lifted_by_somebody check ((lifted_at is null) = (lifted_by is null))
);
-- One acknowledgement and one snooze of an alert at a time.
create unique index alert_ack_is_one on hentra.alert_ack (alert_id, (until is null)) where lifted_at is null;
create index alert_ack_of_alert on hentra.alert_ack (alert_id);

comment on table hentra.alert_ack is 'Acknowledgements and snoozes of alerts, one row each, never deleted but with their alert: who, when, until when and why. Neither clears anything. Written by `hentra alert ack`, `snooze` and `unack`.';
comment on column hentra.alert_ack.ack_id is 'Number given by this warehouse.';
comment on column hentra.alert_ack.alert_id is 'The alert.';
comment on column hentra.alert_ack.until is 'Of a snooze its end, by the alerter''s clock; null: an acknowledgement.';
comment on column hentra.alert_ack.reason is 'Why, in the words of who made it; at most 500 characters.';
comment on column hentra.alert_ack.made_at is 'When it was made, by the server''s clock.';
comment on column hentra.alert_ack.made_by is 'Role of the database that made it.';
comment on column hentra.alert_ack.lifted_at is 'When it was taken back, or another snooze took its place; null: it was not.';
comment on column hentra.alert_ack.lifted_by is 'Role of the database that did; null: nobody.';
create index alert_ack_snoozed on hentra.alert_ack (until) where lifted_at is null and until is not null;
