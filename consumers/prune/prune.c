/* SPDX-License-Identifier: Apache-2.0
 *
 * prune.c - the command, and what it prints: what goes, what stays, and why.
 */
#include "consumers/prune/prune.h"

#include "consumers/prune/portions.h"
#include "consumers/warehouse/warehouse.h"
#include "core/program/clock.h"
#include "core/program/command.h"
#include <inttypes.h>
#include <stdio.h>

/* The local day; "-" for none. */
static const char *day_text(const struct zone *zone, micros t, char out[static 16])
{
        if (t == NO_TIME)
                return "-";
        return day_format(zone_day(zone, t), out);
}

static void print_kind(const struct prune_found *f, const char *name, const struct zone *zone)
{
        char oldest[16], newest[16];
        printf("%-12s %5" PRId64 " days  %12" PRId64 " %14" PRId64 "  %-10s  %-10s\n", name, f->days, f->rows,
               f->bytes, day_text(zone, f->oldest, oldest), day_text(zone, f->newest, newest));
}

static void print_found(const struct prune *p, const struct zone *zone)
{
        printf("%-12s %10s  %12s %14s  %-10s  %-10s\n", p->dry_run ? "would go" : "gone", "over for", "rows",
               "bytes", "oldest", "newest");
        for (int kind = 0; kind < PRUNE_KINDS; kind++) {
                const struct prune_found *f = &p->found[kind];
                if (f->days == 0)
                        printf("%-12s all are kept: %s is 0\n", prune_names[kind], prune_keys[kind]);
                else
                        print_kind(f, prune_names[kind], zone);
        }
        if (p->found[PRUNE_ALERTS].more)
                printf("%-12s of these alerts: %" PRId64 " raisings and clearings\n", "",
                       p->found[PRUNE_ALERTS].more);
}

static void print_stays(const struct prune *p)
{
        printf("stays\n");
        for (int kind = 0; kind < PRUNE_KINDS; kind++) {
                const struct prune_found *f = &p->found[kind];
                for (int i = 0; i < f->reasons; i++)
                        printf("%-12s %24" PRId64 "  %s\n", prune_names[kind], f->stays[i].rows,
                               f->stays[i].why);
        }
        printf("%-12s %24" PRId64 "  frozen reports, with %" PRId64 " rows: never deleted\n", "reports",
               p->frozen, p->frozen_rows);
        printf("dossiers, their flows, days of sources, catalogues and calendars are never looked at\n");
}

static enum fault prune(const struct command *c, int wait_s, struct err *e)
{
        struct progress progress = {0};
        struct prune p = {.progress = &progress, .dry_run = !args_flag(&c->args, "yes")};
        struct warehouse w = {0};
        struct clock clock;
        if (clock_read_conf(&clock, c->conf, e) != OK)
                return e->kind;
        enum fault fault = warehouse_connect(&p.pg, c->conf, "hentra prune", wait_s, e);
        if (fault == OK)
                fault = warehouse_open(&w, p.pg, e);
        if (fault == OK)
                fault = prune_begin(&p, c->conf, clock_now(&clock), wait_s, e);
        const bool begun = fault == OK;
        progress_start(&progress, "prune", 0, begun);
        for (int kind = 0; fault == OK && kind < PRUNE_KINDS; kind++)
                fault = prune_walk(&p, (enum prune_kind)kind, e);
        if (fault == OK)
                fault = prune_end(&p, e);
        progress_end(&progress, (uint64_t)(p.found[PRUNE_DELIVERIES].rows + p.found[PRUNE_ALERTS].rows +
                                           p.found[PRUNE_QUARANTINE].rows));
        if (begun) {
                print_found(&p, w.zone);
                print_stays(&p);
        }
        if (fault == OK && p.dry_run)
                printf("nothing was deleted: `hentra prune --yes` does it\n");
        warehouse_close(&w);
        pg_close(p.pg);
        return fault;
}

static const struct arg_spec spec[] = {
        {"yes", NULL, "delete; without it the command only prints what would go"},
        {"wait", "SECONDS",
         "how long to wait for a server that does not answer, or for another run (default 10; 0: not at "
         "all)"},
        {0},
};

static const char about[] =
        "Deletes what is over and old, and prints what stays and why. Without --yes it only looks.\n"
        "  deliveries  to webhooks, that were delivered or given up, after prune.deliveries days\n"
        "  alerts      that were cleared, with their raisings and clearings, after prune.alerts days\n"
        "  quarantine  messages that were sent again, and of which the dead-letter topic has a copy,\n"
        "              after prune.quarantine days\n"
        "Alerts that are open, and whatever waits for a topic, a receiver or a person, stay; so do "
        "dossiers,\n"
        "their flows and frozen reports. No export and no subscriber reads what goes. Deletes in portions,\n"
        "each a transaction: loaders and the alerter go on meanwhile, it can be stopped, and another run\n"
        "goes on. A row of hentra.prune_run keeps who did it, when, and how much went. For members of\n"
        "hentra_owner.";

int prune_command(int argc, char **argv)
{
        struct command c;
        int rc, wait_s = 10;
        if (!command_begin(&c, "prune [--yes] [--wait SECONDS]", about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK)
                fault = prune(&c, wait_s, &c.e);
        return command_end(&c, fault);
}
