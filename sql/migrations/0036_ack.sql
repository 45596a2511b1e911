-- Whose snooze keeps an alert from whom, and until when.

-- Row-level security of acknowledgements has other rules now (sql/views/70_access.sql).
drop policy if exists seen_by_its_transition on hentra.alert_ack;
drop policy if exists made_by_agency on hentra.alert_ack;
drop policy if exists lifted_by_agency on hentra.alert_ack;

alter table hentra.alert_ack add column own_only boolean not null default false;
comment on column hentra.alert_ack.own_only is 'Of a snooze by somebody who does not see everything: of the further steps those wait alone that the same agency is told. Said by the server.';

-- That a snooze is near is judged when it is made (sql/views/62_alert_ack.sql): what is there stays, and can be changed.
comment on column hentra.alert_ack.until is 'Of a snooze its end, by the alerter''s clock, at most 31 days behind made_at; null: an acknowledgement.';
