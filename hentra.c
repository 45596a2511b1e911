/* SPDX-License-Identifier: Apache-2.0
 *
 * hentra.c - the front door: one line a command.
 */
#include "consumers/access/access_command.h"
#include "consumers/alert/alert.h"
#include "consumers/alert/manage/receiver_command.h"
#include "consumers/alert/manage/rule_command.h"
#include "consumers/calendar/calendar_command.h"
#include "consumers/catalogue/catalogue_command.h"
#include "consumers/dashboard/dashboard_command.h"
#include "consumers/erase/erase.h"
#include "consumers/export/export.h"
#include "consumers/foresight/foresight.h"
#include "consumers/load/load.h"
#include "consumers/load/quarantine/quarantine_command.h"
#include "consumers/load/source/source_command.h"
#include "consumers/prune/prune.h"
#include "consumers/report/audit/audit.h"
#include "consumers/report/index/index_command.h"
#include "consumers/report/report.h"
#include "consumers/setup/setup.h"
#include "consumers/verify/verify.h"
#include "core/program/config_command.h"
#include "core/program/front.h"
#include "core/program/schema_command.h"
#include "producers/gateway/gateway_command.h"
#include "producers/outbox/outbox.h"
#include "producers/simulate/simulate.h"
#include "producers/spool/spool.h"
#include "producers/withdraw/withdraw.h"

static const struct front_command commands[] = {
        {"setup", "the warehouse and the topics, made or brought up to date", setup_command},
        {"simulate", "the events of a simulated province-year, to Kafka or a file", simulate_command},
        {"spool", "files of a directory into the topic, by a mapping", spool_command},
        {"gateway", "dossiers that one-stop systems post, into the topic", gateway_command},
        {"outbox", "an outbox table in a source's own database into the topic", outbox_command},
        {"dossier", "dossiers that a source holds nothing of any more: withdraw", withdraw_command},
        {"load", "the topic into the warehouse, exactly once", load_command},
        {"alert", "dossiers that are about to be late, or are: raised, cleared, listed", alert_command},
        {"alert rule", "the rules of alerts: add, set, on, off, list, try on the past", alert_rule_command},
        {"alert mail", "mailboxes that get alerts: add, set, on, off, list, try", alert_mail_command},
        {"alert webhook", "programs that get alerts by HTTP: add, set, on, off, list, try",
         alert_webhook_command},
        {"foresight", "which open dossiers are likely to be late: fit, show, check", foresight_command},
        {"source", "what each source sends; pause and resume one", source_command},
        {"quarantine", "messages that could not be read: list, show, replay", quarantine_command},
        {"verify", "the warehouse proved against itself, and repaired", verify_command},
        {"prune", "what is over and old, deleted: alerts, deliveries, quarantine", prune_command},
        {"erase", "personal data that slipped in: found and removed", erase_command},
        {"report", "form 06, online rate, index 766, ranking, late list …", report_command},
        {"index", "index 766: what no dossier says of it, and its rules: set, list, rules", index_command},
        {"audit", "published figures against their own arithmetic, and the warehouse's", audit_command},
        {"dashboard", "a web page: what is late, reports, dossiers, alerts as they fire", dashboard_command},
        {"export", "what other warehouses are fed with", export_command},
        {"catalogue", "agencies and procedures with their versions: import, diff, show", catalogue_command},
        {"calendar", "working days and office hours: import, show", calendar_command},
        {"access", "who sees which agencies: grant, revoke, list", access_command},
        {"schema", "the schemas of events and alerts at a registry: check, register, list", schema_command},
        {"config", "every setting: value, origin, meaning", config_command},
        {0},
};

int main(int argc, char **argv)
{
        return front_run(commands, argc, argv);
}
