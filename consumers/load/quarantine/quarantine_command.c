/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine_command.c - looking at messages that could not be read, and sending them again.
 *
 * A replayed message goes through the topic like any other, so it meets the same checks and is counted once.
 */
#include "consumers/load/quarantine/quarantine_command.h"

#include "consumers/load/quarantine/quarantine_dump.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/command.h"
#include "core/program/table.h"
#include "core/wire/codec.h"
#include "core/wire/frame.h"
#include "core/wire/registry.h"
#include "generated/embedded.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_MS = 30000 };

enum verb { LIST, SHOW, REPLAY };

struct choice { /* which rows: all, or one partition and offset */
        bool one, pending_only, of_paused;
        int64_t partition, offset;
};

/* `whole`: with key and value. */
static enum fault select_rows(struct pg *pg, const struct choice *which, bool whole, struct pg_result **r,
                              struct err *e)
{
        struct pg_param params[] = {pg_int4((int32_t)which->partition), pg_int8(which->offset),
                                    pg_bool(which->pending_only), pg_bool(which->one || which->of_paused),
                                    pg_bool(whole)};
        if (!which->one)
                params[0].in_place = params[1].in_place = false; /* SQL null: any */
        if (pg_run(pg, SQL_quarantine_list, params, 5, r, e) != OK)
                return e->kind;
        if (which->one && pg_rows(*r) == 0) {
                pg_free(*r);
                *r = NULL;
                return fail(e, FATAL, "partition %" PRId64 " offset %" PRId64 " is not in the quarantine",
                            which->partition, which->offset);
        }
        return OK;
}

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

static enum fault list(struct pg *pg, const struct choice *which, bool json, struct err *e)
{
        struct pg_result *r;
        int sources = 0;
        if (!json && !which->one && !which->of_paused && print_paused(pg, &sources, e) != OK)
                return e->kind;
        if (select_rows(pg, which, false, &r, e) != OK)
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

static enum fault show(struct pg *pg, const struct choice *which, struct err *e)
{
        struct pg_result *r;
        if (select_rows(pg, which, true, &r, e) != OK)
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

struct replay {
        struct pg *pg;
        struct registry *registry; /* NULL: none */
        struct codec *codec;
        int wait_ms, answer_ms; /* for a registry that is away, and one that is there */
        int32_t *unexplained;   /* ids that it did not explain in that time */
        size_t unexplained_n;
        struct err away; /* why it did not */
        struct kafka_producer *producer;
        enum fault answer; /* of Kafka, for the message that was sent last */
        int64_t sent, unreadable, waiting, too_large;
};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct replay *p = context;
        (void)number;
        p->answer = fault;
}

/* An id is waited for once, and not with every message that names it. */
static bool is_unexplained(const struct replay *p, int32_t id)
{
        for (size_t i = 0; i < p->unexplained_n; i++) {
                if (p->unexplained[i] == id)
                        return true;
        }
        return false;
}

/* POISON: it is still unreadable. RETRY: the registry, which may explain it, is away. */
static enum fault decode(struct replay *p, struct text value, struct event *v, struct err *e)
{
        const uint8_t *bytes = (const uint8_t *)value.at;
        const int32_t id = (int32_t)frame_read(bytes, value.len).id;
        enum fault fault = codec_decode(p->codec, bytes, value.len, v, e);
        if (fault != RETRY || is_unexplained(p, id))
                return fault;
        fault = codec_know_within(p->codec, id, p->unexplained_n ? p->answer_ms : p->wait_ms, e);
        if (fault == OK)
                return codec_decode(p->codec, bytes, value.len, v, e);
        if (fault == RETRY) {
                p->unexplained =
                        need_realloc(p->unexplained, (p->unexplained_n + 1) * sizeof(*p->unexplained));
                p->unexplained[p->unexplained_n++] = id;
                p->away = *e;
        }
        return fault;
}

/* POISON: it is larger than the topic takes. */
static enum fault send_row(struct replay *p, const struct pg_result *r, int row, struct text issuer,
                           struct err *e)
{
        const struct text key = pg_get_text(r, row, COL_quarantine_list_key),
                          value = pg_get_text(r, row, COL_quarantine_list_value);
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_list_headers), &headers, 0);
        enum fault fault;
        p->answer = OK;
        while ((fault = kafka_send(p->producer, key, issuer, value.at, value.len, headers, header_n, 0, e)) ==
                       RETRY &&
               !stop_asked())
                kafka_serve(p->producer, 50);
        free(headers);
        if (fault != OK || kafka_flush(p->producer, FLUSH_MS, e) != OK)
                return e->kind;
        if (p->answer == FATAL)
                return fail(e, FATAL, "Kafka did not take a message: it was not marked as replayed");
        return p->answer;
}

static enum fault replay_row(struct replay *p, const struct pg_result *r, int row, bool dry_run,
                             struct err *e)
{
        const struct text value = pg_get_text(r, row, COL_quarantine_list_value);
        struct event v;
        struct err reason;
        enum fault fault = decode(p, value, &v, &reason);
        if (fault == POISON || fault == RETRY) {
                p->unreadable += fault == POISON;
                p->waiting += fault == RETRY;
                return OK;
        }
        if (fault != OK) {
                *e = reason;
                return fault;
        }
        if (dry_run) {
                p->sent++;
                return OK;
        }
        fault = send_row(p, r, row, event_issuer(v.dossier_id), e);
        p->too_large += fault == POISON;
        p->sent += fault == OK;
        if (fault != OK)
                return fault == POISON ? OK : fault;
        const struct pg_param params[] = {pg_text(pg_get_text(r, row, COL_quarantine_list_topic)),
                                          pg_int4((int32_t)pg_get_int(r, row, COL_quarantine_list_partition)),
                                          pg_int8(pg_get_int(r, row, COL_quarantine_list_kafka_offset)),
                                          pg_int8(pg_get_int(r, row, COL_quarantine_list_checksum))};
        return pg_run(p->pg, SQL_quarantine_replayed, params, 4, NULL, e);
}

static enum fault replay(struct pg *pg, const struct command *c, const struct choice *which, int wait_s,
                         struct err *e)
{
        const int answer_ms = (int)conf_ms(c->conf, "schema.registry.timeout");
        struct replay p = {.pg = pg, .wait_ms = wait_s * 1000 + answer_ms, .answer_ms = answer_ms};
        struct pg_result *r = NULL;
        const bool dry_run = args_flag(&c->args, "dry-run");
        enum fault fault = select_rows(pg, which, true, &r, e);
        if (fault == OK)
                fault = codec_open(&p.codec, e);
        if (fault == OK)
                fault = registry_open(&p.registry, c->conf, e);
        if (fault == OK)
                codec_use_registry(p.codec, p.registry);
        if (fault == OK && !dry_run)
                fault = kafka_producer_open(&p.producer, c->conf, on_delivered, &p, e);
        if (fault == OK && !dry_run)
                fault = kafka_producer_topic(p.producer, conf_text(c->conf, "topic.status"), wait_s, e);
        int at = 0;
        while (fault == OK && at < pg_rows(r) && !stop_asked())
                fault = replay_row(&p, r, at++, dry_run, e);
        if (fault == OK)
                printf("%s %" PRId64 " messages to %s; %" PRId64
                       " are still unreadable and stay where they are\n",
                       dry_run ? "would send" : "sent", p.sent, conf_text(c->conf, "topic.status"),
                       p.unreadable);
        if (fault == OK && p.waiting)
                fault = fail(e, RETRY, "%" PRId64 " messages wait for the schema registry: %s", p.waiting,
                             p.away.text);
        if (fault == OK && p.too_large)
                fault = fail(e, FATAL,
                             "%" PRId64 " messages are larger than the topic takes (max.message.bytes), and "
                             "stay where they are",
                             p.too_large);
        if (fault == OK && at < pg_rows(r))
                fault = fail(e, RETRY, "it was stopped: %d messages were not looked at, run it again",
                             pg_rows(r) - at);
        kafka_producer_close(p.producer);
        codec_close(p.codec);
        registry_close(p.registry);
        free(p.unexplained);
        pg_free(r);
        return fault;
}

struct asked {
        enum verb verb;
        struct choice which;
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
