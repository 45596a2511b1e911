-- What each role may do, granted anew whenever views are made anew. The owner needs no grants.
-- The loader writes facts and adds dimension members, the alerter writes alerts and what became of them; neither can delete facts or
-- change the schema. The analyst reads. Catalogues and the working calendar are imported by the owner's members alone:
-- everybody's terms are counted by them.

grant usage on schema hentra to hentra_loader, hentra_alerter, hentra_analyst;
grant select on all tables in schema hentra to hentra_loader, hentra_alerter, hentra_analyst;
-- What lies there is read by its own name.
revoke all on hentra.dossier_entry, hentra.flow_day_entry, hentra.flow_half_month_entry from hentra_loader, hentra_alerter, hentra_analyst;

grant insert on hentra.dossier_entry, hentra.flow_day_entry, hentra.flow_half_month_entry to hentra_loader;
grant insert, update on hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.position,
        hentra.quarantine, hentra.source, hentra.agency, hentra.procedure, hentra.field, hentra.agency_level_claim,
        hentra.procedure_field_claim, hentra.source_day
        to hentra_loader;
-- Whoever runs the loader may pause a source. Who did it is the server's to say.
grant insert (source_id, reason, until), update (resumed_at, resumed_by) on hentra.source_pause to hentra_loader;
-- What is kept for form 06 can be made anew from the flows at any time.
grant insert, update, delete on hentra.flow_form06, hentra.flow_form06_field, hentra.form06_agency, hentra.form06_procedure, hentra.form06_stale,
        hentra.form06_unsure to hentra_loader;
grant update on hentra.form06_grouping to hentra_loader;
-- Runs as the owner, who alone may have indexes looked at anew; it changes no row.
revoke execute on function hentra.dossier_blocks_keep() from public;
grant execute on function hentra.dossier_blocks_keep() to hentra_loader;
-- What alerters are told of.
grant insert, delete on hentra.notice to hentra_loader;
-- A lock asks for some right to update; the number is never given anew.
grant update (told_at) on hentra.notice to hentra_loader;
-- And what a new agency counts for, from the catalogue.
grant insert, delete on hentra.agency_spoken to hentra_loader;
-- SELECT … FOR SHARE of the warehouse's row asks for some right to update it; this column can hold one value only.
grant update (singleton) on hentra.warehouse to hentra_loader;

grant insert, update on hentra.alert, hentra.alert_delivery to hentra_alerter;
grant usage on sequence hentra.alert_number to hentra_alerter;
grant insert, update (published_at, refused_at) on hentra.alert_transition to hentra_alerter;
grant update on hentra.alert_progress to hentra_alerter;
grant update (start_mark, judged_mark) on hentra.alert_rule to hentra_alerter;
grant insert, update, delete on hentra.alert_likely_before to hentra_alerter;
grant update (digest_day) on hentra.alert_webhook to hentra_alerter;
-- Whoever sees alerts may acknowledge and snooze them. Who did it is the server's to say.
grant insert (alert_id, until, reason), update (lifted_at) on hentra.alert_ack to hentra_alerter, hentra_analyst, hentra_viewer;
-- Foresight can be fitted anew at any time; the alerter keeps the pauses, and its login may run the fit.
grant insert, update, delete on hentra.foresight_fit, hentra.foresight_curve, hentra.foresight_procedure, hentra.foresight_agency,
        hentra.foresight_pause, hentra.foresight_noted to hentra_alerter;

-- The original bytes of messages are for those who run the loader.
revoke all on hentra.quarantine from hentra_alerter, hentra_analyst;
grant select (topic, partition, kafka_offset, checksum, reason, message_timestamp, quarantined_at, relayed_at, replayed_at, source_id, cause)
        on hentra.quarantine to hentra_analyst;

-- Whoever knows a webhook's address may be able to write there.
revoke all on hentra.alert_webhook from hentra_loader, hentra_analyst;
grant select (webhook_id, name, kind, agency_id, digest_minute, enabled, digest_day, shown) on hentra.alert_webhook
        to hentra_loader, hentra_analyst;

-- Who sees some agencies only: catalogues and calendars, which are public; and of the rest what row-level security leaves (sql/views/70_access.sql).
-- A table that is not named here cannot be read at all by such a role; views that read with the asker's rights (nearly all) show what those allow.
grant usage on schema hentra to hentra_viewer;
grant select on hentra.warehouse, hentra.migration, hentra.agency, hentra.agency_version, hentra.agency_alias, hentra.agency_affix, hentra.agency_spoken,
        hentra.agency_level_claim, hentra.field, hentra.procedure, hentra.procedure_version, hentra.procedure_field_claim, hentra.ministry, hentra.period,
        hentra.source, hentra.alert_rule, hentra.form06_agency, hentra.form06_procedure, hentra.form06_stale, hentra.form06_unsure,
        hentra.calendar_version, hentra.calendar_exception, hentra.calendar_viet_nam, hentra.calendar_day, hentra.calendar_span,
        hentra.agency_calendar_version, hentra.agency_calendar_exception, hentra.agency_calendar_week, hentra.agency_calendar,
        hentra.agency_calendar_span, hentra.agency_calendar_cut,
        hentra.access, hentra.flow_day, hentra.flow_half_month, hentra.flow_form06, hentra.flow_form06_field, hentra.alert, hentra.alert_transition,
        hentra.alert_ack to hentra_viewer;
-- All but the history, which these show from the part on that is theirs.
grant select on hentra.dossier_statement, hentra.dossier_handed_over to hentra_viewer;
-- The chance, and not the curves that it comes from.
grant select on hentra.dossier_risk_seen to hentra_viewer;
grant select (dossier_id, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at,
              due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class, last_seen_open, end_first_seen)
        on hentra.dossier to hentra_viewer;
do $$
declare
        name text;
begin
        for name in
                select relname from pg_class
                where relnamespace = 'hentra'::regnamespace and relkind = 'v' and 'security_invoker=true' = any (reloptions)
        loop
                execute format('grant select on hentra.%I to hentra_viewer', name);
        end loop;
end $$;
