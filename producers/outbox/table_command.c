/* SPDX-License-Identifier: Apache-2.0
 *
 * table_command.c - see table_command.h.
 */
#include "producers/outbox/table_command.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/watch.h"
#include "producers/outbox/table_show.h"
#include "producers/outbox/table_source.h"
#include "producers/pump.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The query of a file, in brackets as SQL wants it behind `from`. */
static enum fault read_query(const char *path, struct bytes *query, struct err *e)
{
        enum { QUERY_MOST = 1 << 16 };
        FILE *f = fopen(path, "re");
        if (!f)
                return fail_errno(e, USAGE, "--query %s", path);
        bytes_add(query, "(", 1);
        const size_t len = fread(bytes_room(query, QUERY_MOST), 1, QUERY_MOST, f);
        const bool whole = feof(f) && !ferror(f);
        fclose(f);
        query->len = 1 + len;
        if (!whole || memchr(query->at, 0, query->len))
                return fail(e, USAGE, "--query %s: is no text of less than %d bytes", path, QUERY_MOST);
        while (query->len > 1 && strchr("; \t\r\n", query->at[query->len - 1]))
                query->len--;
        bytes_add(query, "\n)", sizeof("\n)")); /* the last line may be a comment */
        return OK;
}

/* In a table a row a case is found by its number; where it has a row a step nobody can guess the key. */
static enum fault choose_origin(const struct args *args, const struct mapping *m, struct table_origin *origin,
                                struct bytes *query, struct err *e)
{
        const char *table = args_text(args, "table"), *file = args_text(args, "query"),
                   *key = args_text(args, "key");
        origin->changed = args_text(args, "changed");
        if (!table == !file)
                return fail(e, USAGE, "--mapping needs either --table NAME or --query FILE");
        if (!origin->changed)
                return fail(e, USAGE,
                            "--changed COLUMN is missing: the time of the last change of a row, or a number "
                            "that rises with each");
        origin->key = key ? key : m->field[MAP_dossier_id].column.name;
        for (size_t i = 0; i < m->mades && !key; i++) {
                if (!strcmp(m->made[i].name, origin->key))
                        return fail(e, USAGE,
                                    "--key COLUMN is missing: dossier_id is made of several columns");
        }
        if (!key && m->row != MAP_ROW_CASE)
                return fail(
                        e, USAGE,
                        "--key COLUMN is missing: with row = case it is that of dossier_id, else a column "
                        "in which two rows always differ");
        if (file && read_query(file, query, e) != OK)
                return e->kind;
        origin->from = file ? (const char *)query->at : table;
        return OK;
}

/* Keys that speak of files; and a portal's answer has no columns. */
static enum fault check_mapping(const struct mapping *m, const char *path, struct err *e)
{
        const char *key = m->complete ? "complete" : m->end_reopens ? "emptied_end = reopened" : NULL;
        if (m->stated_at)
                key = "stated_at in [file]";
        if (m->format == MAP_FORMAT_PORTAL)
                key = "format = portal";
        return key ? fail(e, USAGE, "%s: %s is for exports, not for tables", path, key) : OK;
}

static void print_counts(const struct table_counts *c)
{
        printf("%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n%-22s %12" PRIu64
               "\n%-22s %12" PRIu64 "\n",
               "rows", c->rows, "rows rejected", c->rejected, "cells left out", c->left_out, "events",
               c->events, "documents unchanged", c->unchanged);
        fflush(stdout); /* before the error on standard error, where both go to one terminal */
}

static enum fault feed(struct command *c, struct table *t, const struct table_options *options, int wait_s)
{
        const bool said = args_text(&c->args, "wait") != NULL;
        const struct pump_options pump = {.wait_s = pump_contact_s(options->once, said, wait_s),
                                          .until_idle = options->once,
                                          .endless = !options->once};
        struct pump_counts counts;
        enum fault fault = options->once ? OK : watch_begin(c, pump_needs, 1, &c->e);
        if (fault == OK)
                fault = table_open(t, c->conf, options, wait_s, &c->e);
        if (fault == OK) {
                log_info("outbox.started", KT("database", pg_address(t->pg)), KT("floor", t->place.floor));
                fault = pump_run(c->conf, &table_source, t, &pump, &counts, &c->e);
                print_counts(&t->counts);
        }
        if (fault == OK && options->once && !stop_asked() && t->counts.rejected > 0)
                fault = fail(&c->e, FATAL,
                             "%" PRIu64 " rows could not be read (the log says why, --dry-run says how many "
                             "of each kind); all else was sent",
                             t->counts.rejected);
        return fault;
}

static enum fault show(struct command *c, struct table *t, struct table_options *options, int wait_s)
{
        int64_t sample = 0;
        if (args_count(&c->args, "sample", 1, INT64_MAX, &sample, &c->e) != OK)
                return c->e.kind;
        options->state = NULL;
        const enum fault fault = table_open(t, c->conf, options, wait_s, &c->e);
        return fault == OK ? table_show(t, (uint64_t)sample, &c->e) : fault;
}

static enum fault run(struct command *c, struct table_options *options, int wait_s)
{
        struct table *t = need_alloc(sizeof(*t));
        enum fault fault;
        if (args_flag(&c->args, "dry-run"))
                fault = show(c, t, options, wait_s);
        else if (args_text(&c->args, "sample"))
                fault = fail(&c->e, USAGE, "--sample belongs to --dry-run");
        else if (!options->state)
                fault = fail(&c->e, USAGE, "--state DIR is missing: where it keeps how far it has read");
        else
                fault = feed(c, t, options, wait_s);
        table_close(t);
        free(t);
        return fault;
}

static enum fault open_mapping(struct command *c, const char *path, struct mapping **m)
{
        micros earliest;
        if (mapping_open(m, path, &c->e) != OK || check_mapping(*m, path, &c->e) != OK ||
            conf_instant(c->conf, "load.earliest", &earliest, &c->e) != OK)
                return c->e.kind;
        mapping_set_earliest(*m, earliest);
        return OK;
}

enum fault table_command(struct command *c, int wait_s)
{
        struct mapping *m = NULL;
        struct zone *zone = NULL;
        struct bytes query = {0};
        struct table_options options = {
                .state = args_text(&c->args, "state"),
                .overlap = conf_ms(c->conf, "table.overlap") * 1000,
                .every_ms = conf_ms(c->conf, "table.every"),
                .memory_most = (uint64_t)conf_count(c->conf, "memory.most"),
                .once = args_flag(&c->args, "once"),
        };
        enum fault fault = OK;
        if (args_text(&c->args, "source"))
                fault = fail(&c->e, USAGE, "--source does not go with --mapping, which names the source");
        if (fault == OK)
                fault = open_mapping(c, args_text(&c->args, "mapping"), &m);
        if (fault == OK)
                fault = choose_origin(&c->args, m, &options.origin, &query, &c->e);
        if (fault == OK && zone_open(&zone, conf_text(c->conf, "setup.zone"), &c->e) != OK)
                fault = fail_at(&c->e, "setup.zone");
        if (fault == OK) {
                options.mapping = m;
                options.zone = m->dates.zone ? m->dates.zone : zone;
                options.origin.zone = zone_name(options.zone);
                fault = run(c, &options, wait_s);
        }
        zone_close(zone);
        mapping_close(m);
        bytes_free(&query);
        return fault;
}
