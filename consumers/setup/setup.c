/* SPDX-License-Identifier: Apache-2.0
 *
 * setup.c - `hentra setup`: schema, catalogues, topics, in this order; each change is logged or printed.
 */
#include "consumers/setup/setup.h"

#include "consumers/catalogue/import.h"
#include "consumers/setup/publish.h"
#include "consumers/setup/schema.h"
#include "consumers/warehouse/retention.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <stdio.h>

static const struct arg_spec options[] = {
        {"dry-run", NULL, "say what would change, change nothing"},
        {"no-topics", NULL, "leave Kafka alone: the warehouse only"},
        {"agencies", "FILE.csv", "import the catalogue of agencies (code,name,level,…)"},
        {"procedures", "FILE.csv", "import the catalogue of procedures (code,name,field,…)"},
        {"calendar", "vietnam|none",
         "which days off the calendar has (default: as it is; at first Viet Nam's in its zone, none in "
         "another)"},
        {"publish", NULL,
         "publish dimensions, dossiers and flows for subscribers, other PostgreSQL servers "
         "(docs/feeding.md); "
         "each later setup keeps it up to date"},
        {"no-publish", NULL, "publish nothing any more"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 60; 0: not at all)"},
        {0},
};

struct setting_up {
        struct command c;
        bool dry_run;
        enum calendar_days days;
        enum publishing publishing;
        int wait_s;
        int changes;
};

static void on_change(void *context, const char *what, const char *name)
{
        struct setting_up *s = context;
        s->changes++;
        if (s->dry_run)
                printf("would %s: %s\n", what, name);
        else
                log_info("setup.change", KT("what", what), KT("name", name));
}

enum { COPIES_TO_SPARE = 3 };

/* Settings of a new topic. The status topic never expires, since facts can be read again from it, and the
 * brokers date its messages: a producer whose clock is wrong would date them as wrongly as its events. With
 * three copies or more, a message is accepted only once a second copy has it, and one copy may be away. */
static const char *const *settings_of(const struct setting_up *s, bool for_ever)
{
        static const char *const all[] = {
                "min.insync.replicas", "2", "retention.ms", "-1", "message.timestamp.type",
                "LogAppendTime",       NULL};
        static const char *const copies[] = {"min.insync.replicas", "2", NULL}, *const none[] = {NULL};
        const bool spare = conf_count(s->c.conf, "topic.replication") >= COPIES_TO_SPARE;
        return for_ever ? spare ? all : all + 2 : spare ? copies : none;
}

static void format_settings(const char *const *settings, char *out, size_t size)
{
        size_t n = 0;
        out[0] = 0;
        for (const char *before = ""; *settings && n < size; settings += 2, before = " ")
                n += (size_t)snprintf(out + n, size - n, "%s%s=%s", before, settings[0], settings[1]);
}

static enum fault ensure_topic(struct setting_up *s, const char *topic, int partitions, bool for_ever)
{
        const struct conf *conf = s->c.conf;
        const char *const *settings = settings_of(s, for_ever);
        char said[80];
        bool created;
        format_settings(settings, said, sizeof(said));
        if (s->dry_run) {
                printf("would create unless it is there: topic %s, %d partitions%s%s\n", topic, partitions,
                       *said ? ", " : "", said);
                return OK;
        }
        if (kafka_topic_ensure_with(conf, topic, partitions, (int)conf_count(conf, "topic.replication"),
                                    settings, s->wait_s, &created, &s->c.e) != OK)
                return s->c.e.kind;
        if (!created)
                return OK;
        s->changes++;
        log_info("setup.change", KT("what", "create topic"), KT("name", topic), KI("partitions", partitions),
                 KT("settings", said));
        return OK;
}

static enum fault ensure_topics(struct setting_up *s, struct pg *pg)
{
        const struct conf *conf = s->c.conf;
        const char *status = conf_text(conf, "topic.status");
        const int partitions = (int)conf_count(conf, "topic.partitions");
        if (ensure_topic(s, status, partitions, true) != OK ||
            ensure_topic(s, conf_text(conf, "topic.alert"), partitions, false) != OK)
                return s->c.e.kind;
        /* One partition, so that failures are read in their order. */
        if (ensure_topic(s, conf_text(conf, "topic.dead_letter"), 1, false) != OK)
                return s->c.e.kind;
        if (!s->dry_run) {
                retention_warn(conf, pg, status);
                retention_warn_copies(conf, pg, true);
        }
        return OK;
}

/* The short way to what `hentra catalogue import` does. */
static enum fault import(struct setting_up *s, struct pg *pg, enum catalogue which, const char *path)
{
        const struct catalogue_wish wish = {.which = which, .path = path, .dry_run = s->dry_run};
        struct catalogue_outcome outcome;
        if (!path)
                return OK;
        if (catalogue_import(pg, &wish, &outcome, &s->c.e) != OK)
                return s->c.e.kind;
        log_info("setup.catalogue", KT("file", path), KI("rows", outcome.rows),
                 KI("changed", outcome.changed));
        s->changes += outcome.changed > 0;
        return OK;
}

/* Logs the current calendar. An imported one is not changed: if it has most of Viet Nam's days, the others
 * may be mistakes, and a line says so. */
static enum fault log_calendar(struct setting_up *s, struct pg *pg)
{
        struct pg_result *r;
        if (s->dry_run)
                return OK;
        if (pg_run(pg, SQL_setup_calendar_read, NULL, 0, &r, &s->c.e) != OK)
                return s->c.e.kind;
        const int64_t version = pg_get_int(r, 0, COL_setup_calendar_read_version);
        log_info("setup.calendar", KI("version", version),
                 KI("days", pg_get_int(r, 0, COL_setup_calendar_read_days)),
                 KT("zone", conf_text(s->c.conf, "setup.zone")),
                 KT("note", pg_get_text(r, 0, COL_setup_calendar_read_note).at));
        if (pg_get_int(r, 0, COL_setup_calendar_read_is_nearly_viet_nam))
                log_info("setup.calendar_differs", KI("version", version),
                         KI("days", pg_get_int(r, 0, COL_setup_calendar_read_unlike_days)),
                         KT("hint", "from the days off of Viet Nam that come with hentra; left alone. "
                                    "hentra.calendar_unlike_viet_nam lists them; `hentra setup --calendar` "
                                    "takes vietnam, or in another country none"));
        pg_free(r);
        return OK;
}

static enum fault set_up(struct setting_up *s)
{
        const struct conf *conf = s->c.conf;
        const struct schema_setup schema = {s->dry_run, s->days, on_change, s};
        struct pg *pg;
        if (warehouse_connect(&pg, conf, "hentra setup", s->wait_s, &s->c.e) != OK)
                return s->c.e.kind;
        enum fault fault = schema_setup(pg, conf_text(conf, "setup.zone"),
                                        (int)conf_count(conf, "setup.rule_version"), &schema, &s->c.e);
        if (fault == OK)
                fault = log_calendar(s, pg);
        if (fault == OK)
                fault = import(s, pg, CATALOGUE_AGENCIES, args_text(&s->c.args, "agencies"));
        if (fault == OK)
                fault = import(s, pg, CATALOGUE_PROCEDURES, args_text(&s->c.args, "procedures"));
        if (fault == OK)
                fault = publish(pg, s->publishing, &schema, &s->c.e);
        if (fault == OK && !args_flag(&s->c.args, "no-topics"))
                fault = ensure_topics(s, pg);
        pg_close(pg);
        return fault;
}

static enum fault read_publishing(struct setting_up *s, struct err *e)
{
        const bool yes = args_flag(&s->c.args, "publish"), no = args_flag(&s->c.args, "no-publish");
        s->publishing = yes ? PUBLISH : no ? PUBLISH_NOT : PUBLISH_AS_IT_IS;
        return yes && no ? fail(e, USAGE, "--publish or --no-publish, not both") : OK;
}

int setup_command(int argc, char **argv)
{
        static const char *const days[] = {"vietnam", "none"};
        struct setting_up s = {.wait_s = 60};
        int rc, choice = -1;
        if (!command_begin(
                    &s.c,
                    "setup [--dry-run] [--no-topics] [--agencies FILE] [--procedures FILE] [--calendar "
                    "vietnam|none] [--publish|--no-publish]",
                    "Makes the warehouse and the topics, or brings them up to this program's version. "
                    "Running it twice changes nothing.\nThe zone of the warehouse's days (setup.zone) "
                    "and its rule version are fixed by the first run.",
                    options, argc, argv, &rc))
                return rc;
        s.dry_run = args_flag(&s.c.args, "dry-run");
        enum fault fault = args_wait(&s.c.args, &s.wait_s, &s.c.e);
        if (fault == OK)
                fault = args_choice(&s.c.args, "calendar", days, 2, &choice, &s.c.e);
        if (fault == OK)
                fault = args_no_operands(&s.c.args, &s.c.e);
        if (fault == OK)
                fault = read_publishing(&s, &s.c.e);
        s.days = (enum calendar_days)(DAYS_BY_ZONE + 1 + choice);
        if (fault == OK)
                fault = set_up(&s);
        if (fault == OK && !s.dry_run)
                log_info("setup.done", KI("changes", s.changes));
        return command_end(&s.c, fault);
}
