/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine_command.c - looking at messages that could not be read, and sending them again.
 */
#include "consumers/load/quarantine/quarantine_command.h"

#include "consumers/load/quarantine/quarantine_dump.h"
#include "consumers/load/quarantine/replay.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/command.h"
#include "core/program/table.h"
#include "generated/embedded.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum verb { LIST, SHOW, REPLAY };

static void put_row(struct table *t, const struct pg_result *r, int row)
{
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_list_headers), &headers, 0);
        free(headers);
        table_text(t, "topic", pg_get_text(r, row, COL_quarantine_list_topic));
        table_count(t, "partition", pg_get_int(r, row, COL_quarantine_list_partition));
        table_count(t, "offset", pg_get_int(r, row, COL_quarantine_list_kafka_offset));
        table_text(t, "reason", pg_get_text(r, row, COL_quarantine_list_reason));
        table_count(t, "bytes", pg_get_int(r, row, COL_quarantine_list_bytes));
        table_count(t, "headers", (int64_t)header_n);
        table_instant(t, "sent_at", pg_get_instant(r, row, COL_quarantine_list_message_timestamp));
        table_instant(t, "quarantined_at", pg_get_instant(r, row, COL_quarantine_list_quarantined_at));
        table_instant(t, "relayed_at", pg_get_instant(r, row, COL_quarantine_list_relayed_at));
        table_instant(t, "replayed_at", pg_get_instant(r, row, COL_quarantine_list_replayed_at));
        table_row(t);
}

static void print_table(const struct pg_result *r)
{
        struct table t = {.format = TABLE_JSON_LINES, .out = stdout};
        table_begin(&t);
        for (int i = 0; i < pg_rows(r); i++)
                put_row(&t, r, i);
        table_end(&t);
}

static void print_line(const struct pg_result *r, int row)
{
        char at[32];
        const struct text topic = pg_get_text(r, row, COL_quarantine_list_topic),
                          reason = pg_get_text(r, row, COL_quarantine_list_reason);
        printf("%.*s[%" PRId64 "]@%-10" PRId64 " %s %-9s %.*s\n", (int)topic.len, topic.at,
               pg_get_int(r, row, COL_quarantine_list_partition),
               pg_get_int(r, row, COL_quarantine_list_kafka_offset),
               moment_format(pg_get_instant(r, row, COL_quarantine_list_quarantined_at), at),
               pg_is_null(r, row, COL_quarantine_list_replayed_at) ? "set-aside" : "replayed",
               (int)reason.len, reason.at);
}

/* A paused source may have set aside millions: they are counted. */
static enum fault print_paused(struct pg *pg, int *sources, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_quarantine_paused, NULL, 0, &r, e) != OK)
                return e->kind;
        *sources = pg_rows(r);
        for (int row = 0; row < *sources; row++) {
                const struct text code = pg_get_text(r, row, COL_quarantine_paused_code);
                printf("%.*s: %" PRId64
                       " messages that were set aside while it was paused wait for `hentra source resume`\n",
                       (int)code.len, code.at, pg_get_int(r, row, COL_quarantine_paused_messages));
        }
        pg_free(r);
        return OK;
}

static enum fault list(struct pg *pg, const struct quarantine_choice *which, bool json, struct err *e)
{
        struct pg_result *r;
        int sources = 0;
        if (!json && !which->one && !which->of_paused && print_paused(pg, &sources, e) != OK)
                return e->kind;
        if (quarantine_select(pg, which, false, &r, e) != OK)
                return e->kind;
        if (json)
                print_table(r);
        for (int i = 0; !json && i < pg_rows(r); i++)
                print_line(r, i);
        if (!json)
                printf("%d %smessage%s in quarantine\n", pg_rows(r), sources ? "other " : "",
                       pg_rows(r) == 1 ? "" : "s");
        pg_free(r);
        return OK;
}

static enum fault show(struct pg *pg, const struct quarantine_choice *which, struct err *e)
{
        struct pg_result *r;
        if (quarantine_select(pg, which, true, &r, e) != OK)
                return e->kind;
        for (int i = 0; i < pg_rows(r); i++) {
                print_line(r, i);
                quarantine_dump("key", pg_get_text(r, i, COL_quarantine_list_key));
                quarantine_dump("value", pg_get_text(r, i, COL_quarantine_list_value));
                quarantine_dump_headers(pg_get_text(r, i, COL_quarantine_list_headers));
        }
        pg_free(r);
        return OK;
}

static enum fault replay(struct pg *pg, const struct command *c, const struct quarantine_choice *which,
                         int wait_s, struct err *e)
{
        struct replayed n = {0};
        char done[REPLAYED_TEXT_MOST];
        const struct replaying q = {.conf = c->conf,
                                    .which = *which,
                                    .dry_run = args_flag(&c->args, "dry-run"),
                                    .wait_s = wait_s};
        enum fault fault = quarantine_replay(&q, pg, &n, e);
        if (fault != OK && !q.dry_run && *replayed_text(&n, done)) {
                const struct err was = *e;
                return fail(e, fault, "%.350s; %s", was.text, done);
        }
        if (fault == OK)
                printf("%s %" PRId64 " messages to %s; %" PRId64
                       " are still unreadable and stay where they are\n",
                       q.dry_run ? "would send" : "sent", n.sent, conf_text(c->conf, "topic.status"),
                       n.unreadable);
        if (fault == OK && n.waiting)
                fault = fail(e, RETRY, "%" PRId64 " messages wait for the schema registry: %s", n.waiting,
                             n.away.text);
        if (fault == OK && n.too_large)
                fault = fail(e, FATAL,
                             "%" PRId64 " messages are larger than the topic takes (max.message.bytes), and "
                             "stay where they are",
                             n.too_large);
        if (fault == OK && n.left)
                fault = fail(e, RETRY,
                             "it was stopped: %" PRId64 " messages were not looked at, run it again", n.left);
        return fault;
}

struct asked {
        enum verb verb;
        struct quarantine_choice which;
        bool json;
        int wait_s;
};

static const struct arg_spec spec[] = {
        {"format", "text|json", "how list prints (default text)"},
        {"paused", NULL, "list: also each message of paused sources, which else are counted only"},
        {"dry-run", NULL, "replay: only count what would be sent"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

/* false: no whole number, or outside 0 to `most`. */
static bool read_whole(const char *word, int64_t most, int64_t *out)
{
        char *end;
        errno = 0;
        *out = strtoll(word, &end, 10);
        return end != word && !*end && !errno && *out >= 0 && *out <= most;
}

static enum fault parse(struct asked *q, const struct command *c, struct err *e)
{
        static const char *const formats[] = {"text", "json"}, *const verbs[] = {"list", "show", "replay"};
        const struct args *a = &c->args;
        int verb, format = 0;
        if (args_wait(a, &q->wait_s, e) != OK || args_choice(a, "format", formats, 2, &format, e) != OK)
                return e->kind;
        if (a->operands != 1 && a->operands != 3)
                return fail(e, USAGE, "expected: list, show or replay, optionally with PARTITION OFFSET");
        if (args_choose_word("quarantine", text_of(a->operand[0]), verbs, 3, &verb, e) != OK)
                return e->kind;
        q->verb = (enum verb)verb;
        q->json = format == 1;
        q->which.one = a->operands == 3;
        q->which.of_paused = args_flag(a, "paused");
        if (q->which.of_paused && q->verb != LIST)
                return fail(e, USAGE, "--paused is for `hentra quarantine list`");
        q->which.pending_only = q->verb != LIST && !q->which.one;
        if (q->which.one && (!read_whole(a->operand[1], INT32_MAX, &q->which.partition) ||
                             !read_whole(a->operand[2], INT64_MAX, &q->which.offset)))
                return fail(e, USAGE,
                            "PARTITION and OFFSET are whole numbers, as in: hentra quarantine show 3 1200");
        return OK;
}

static enum fault run(const struct asked *q, const struct command *c, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra quarantine", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->verb == LIST   ? list(pg, &q->which, q->json, e)
                        : q->verb == SHOW ? show(pg, &q->which, e)
                                          : replay(pg, c, &q->which, q->wait_s, e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

int quarantine_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c,
                           "quarantine list|show|replay [PARTITION OFFSET] [--format text|json] [--paused] "
                           "[--dry-run]",
                           "Messages that could not be read, with their bytes and the reason.\n"
                           "  list    one line each, without their bytes; of each paused source how many\n"
                           "  show    with key, value and headers as bytes\n"
                           "  replay  sends those that can be read by now to the topic again, with their "
                           "headers; those of\n"
                           "          paused sources come back by `hentra source resume`",
                           spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&q, &c, &c.e);
        if (fault == OK)
                fault = run(&q, &c, &c.e);
        return command_end(&c, fault);
}
