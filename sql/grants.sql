-- What each role may do, granted anew whenever views are made anew. The owner needs no grants.
-- The loader writes facts and adds dimension members, but can neither delete nor change the schema; the analyst reads.
-- Catalogues and the working calendar are imported by the owner's members alone: everybody's terms are counted by them.

grant usage on schema hentra to hentra_loader, hentra_analyst;
grant select on all tables in schema hentra to hentra_loader, hentra_analyst;

grant insert, update on hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.flow_form06, hentra.position,
        hentra.quarantine, hentra.source, hentra.agency, hentra.procedure, hentra.field, hentra.agency_level_claim,
        hentra.procedure_field_claim
        to hentra_loader;
-- SELECT … FOR SHARE of the warehouse's row asks for some right to update it; this column can hold one value only.
grant update (singleton) on hentra.warehouse to hentra_loader;

-- The original bytes of messages are for those who run the loader.
revoke all on hentra.quarantine from hentra_analyst;
grant select (topic, partition, kafka_offset, checksum, reason, message_timestamp, quarantined_at, relayed_at, replayed_at)
        on hentra.quarantine to hentra_analyst;
