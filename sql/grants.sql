-- What each role may do, granted anew whenever views are made anew. The owner needs no grants.
-- The loader writes facts and adds dimension members, the alerter writes alerts and what became of them; neither can delete or
-- change the schema. The analyst reads. Catalogues and the working calendar are imported by the owner's members alone:
-- everybody's terms are counted by them.

grant usage on schema hentra to hentra_loader, hentra_alerter, hentra_analyst;
grant select on all tables in schema hentra to hentra_loader, hentra_alerter, hentra_analyst;

grant insert, update on hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.flow_form06, hentra.position,
        hentra.quarantine, hentra.source, hentra.agency, hentra.procedure, hentra.field, hentra.agency_level_claim,
        hentra.procedure_field_claim
        to hentra_loader;
-- SELECT … FOR SHARE of the warehouse's row asks for some right to update it; this column can hold one value only.
grant update (singleton) on hentra.warehouse to hentra_loader;

grant insert, update on hentra.alert, hentra.alert_delivery to hentra_alerter;
grant usage on sequence hentra.alert_number to hentra_alerter;
grant insert, update (published_at) on hentra.alert_transition to hentra_alerter;
grant update on hentra.alert_progress to hentra_alerter;
grant update (start_mark) on hentra.alert_rule to hentra_alerter;
grant update (digest_day) on hentra.alert_webhook to hentra_alerter;

-- The original bytes of messages are for those who run the loader.
revoke all on hentra.quarantine from hentra_alerter, hentra_analyst;
grant select (topic, partition, kafka_offset, checksum, reason, message_timestamp, quarantined_at, relayed_at, replayed_at)
        on hentra.quarantine to hentra_analyst;

-- Whoever knows a webhook's address may be able to write there.
revoke all on hentra.alert_webhook from hentra_loader, hentra_analyst;
grant select (webhook_id, name, kind, agency_id, digest_minute, enabled, digest_day) on hentra.alert_webhook
        to hentra_loader, hentra_analyst;
