/* SPDX-License-Identifier: Apache-2.0
 *
 * alerts.c - from the instant a dossier becomes late until its alert is seen: as a row by another connection, and as a message of
 * the topic.
 *   bench_alerts CONFIG COUNT SPACING_US FILE
 * Adds COUNT open dossiers whose due dates lie SPACING_US apart, from two seconds ahead on, names them to the alerter, which must
 * be running, as a loader does, and looks. FILE gets a line for each: number, and after how many microseconds its row and its message were there.
 * One process does both, by the wall clock that the alerter goes by.
 */
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/keys.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD_S = 2, PAUSE_US = 200, AT_ONCE = 1024, PATIENCE_S = 60, PARTITIONS_MOST = 64 };

static const char put_sql[] =
        "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, "
        "agency_id, "
        "procedure_id, first_observed_at, received_at, due_at, day_class, instant_class) "
        "select $1 || '-' || n, '', 0, 2, 0, 1, 0, 1, 0, now(), now(), $2 + n * $3::bigint * interval '1 "
        "microsecond', 0, 0 "
        "from generate_series(0, $4 - 1) as n";

/* As many to a notice as it takes. */
static const char name_sql[] = "with told as (insert into hentra.notice (dossiers) select string_agg($1 || "
                               "'-' || n, E'\n') from generate_series(0, $2 - 1) as n group by n / 300 "
                               "returning notice_id) "
                               "select pg_notify('hentra_notice', notice_id::text) from told";

struct late {
        micros due_at, row_at, message_at; /* 0: not seen yet */
};

struct bench {
        const struct conf *conf;
        struct late *at;
        size_t n, rows, messages;
        char prefix[32];
        struct pg *pg;
        int64_t last_alert;
        struct kafka_consumer *consumer;
        int32_t partitions[PARTITIONS_MOST];
        size_t partition_n;
};

static void need(bool good, const char *what, const struct err *e)
{
        if (good)
                return;
        fprintf(stderr, "bench_alerts: %s: %s\n", what, e->text);
        exit(1);
}

/* NULL: not one of ours. */
static struct late *find(struct bench *b, struct text id)
{
        const size_t prefix = strlen(b->prefix);
        char number[16] = "";
        if (id.len <= prefix + 1 || id.len - prefix > sizeof(number) || memcmp(id.at, b->prefix, prefix) != 0)
                return NULL;
        memcpy(number, id.at + prefix + 1, id.len - prefix - 1);
        const size_t i = strtoul(number, NULL, 10);
        return i < b->n ? &b->at[i] : NULL;
}

static void look_for_rows(struct bench *b)
{
        const struct pg_param last = pg_int8(b->last_alert);
        struct pg_result *r;
        struct err e;
        need(pg_run_prepared(b->pg,
                             "select a.alert_id, a.dossier_id from hentra.alert a join hentra.alert_rule "
                             "using (rule_id) "
                             "where a.alert_id > $1 and kind = 2 order by a.alert_id",
                             &last, 1, &r, &e) == OK,
             "looking for rows", &e);
        const micros now = moment_now();
        for (int row = 0; row < pg_rows(r); row++) {
                struct late *l = find(b, pg_get_text(r, row, 1));
                b->last_alert = pg_get_int(r, row, 0);
                if (!l || l->row_at)
                        continue;
                l->row_at = now;
                b->rows++;
        }
        pg_free(r);
}

static void look_for_messages(struct bench *b)
{
        struct kafka_message m[AT_ONCE];
        struct kafka_progress stand;
        struct err e;
        need(kafka_wait(b->consumer, -1, 0, &e) == OK, "Kafka", &e);
        for (size_t p = 0; p < b->partition_n; p++) {
                size_t taken;
                need(kafka_take(b->consumer, b->partitions[p], m, AT_ONCE, &taken, &stand, &e) == OK, "Kafka",
                     &e);
                const micros now = moment_now();
                for (size_t i = 0; i < taken; i++) {
                        struct late *l = find(b, (struct text){(const char *)m[i].key, m[i].key_len});
                        if (!l || l->message_at || now < l->due_at) /* before: it was about to be late */
                                continue;
                        l->message_at = now;
                        b->messages++;
                }
                kafka_release(m, taken);
        }
}

static void assigned(void *bench, const int32_t *partitions, size_t n)
{
        struct bench *b = bench;
        b->partition_n = n < PARTITIONS_MOST ? n : PARTITIONS_MOST;
        memcpy(b->partitions, partitions, b->partition_n * sizeof(*partitions));
}

static void revoked(void *bench, const int32_t *partitions, size_t n, bool lost)
{
        (void)bench, (void)partitions, (void)n, (void)lost;
}

static void open_topic(struct bench *b)
{
        const struct kafka_rebalance rebalance = {assigned, revoked, b};
        int64_t first, next;
        struct err e;
        need(kafka_consumer_open(&b->consumer, b->conf, b->prefix, conf_text(b->conf, "topic.alert"),
                                 &rebalance, &e) == OK,
             "Kafka", &e);
        while (b->partition_n == 0)
                need(kafka_wait(b->consumer, -1, 100, &e) == OK, "Kafka", &e);
        for (size_t p = 0; p < b->partition_n; p++)
                need(kafka_bounds(b->consumer, b->partitions[p], &first, &next, KAFKA_ANSWER_MS, &e) == OK &&
                             kafka_start_fetch(b->consumer, b->partitions[p], next, &e) == OK,
                     "Kafka", &e);
}

static void put_dossiers(struct bench *b, int64_t spacing_us)
{
        const micros begin = moment_now() + AHEAD_S * MICROS_PER_SECOND;
        const struct pg_param params[] = {pg_text(text_of(b->prefix)), pg_instant(begin), pg_int8(spacing_us),
                                          pg_int4((int32_t)b->n)};
        struct err e;
        b->at = need_alloc(b->n * sizeof(*b->at));
        for (size_t i = 0; i < b->n; i++)
                b->at[i].due_at = begin + (micros)i * spacing_us;
        const struct pg_param names[] = {params[0], params[3]};
        need(pg_run(b->pg, put_sql, params, 4, NULL, &e) == OK &&
                     pg_run(b->pg, name_sql, names, 2, NULL, &e) == OK,
             "adding dossiers", &e);
}

int main(int argc, char **argv)
{
        struct conf *conf;
        struct err e;
        if (argc != 5) {
                fprintf(stderr, "usage: bench_alerts CONFIG COUNT SPACING_US FILE\n");
                return 2;
        }
        need(conf_open(&conf, &settings, argv[1], NULL, &e) == OK, "configuration", &e);
        struct bench b = {.conf = conf, .n = strtoul(argv[2], NULL, 10)};
        snprintf(b.prefix, sizeof(b.prefix), "late%d", (int)getpid());
        need(warehouse_connect(&b.pg, conf, "bench_alerts", 10, &e) == OK, "PostgreSQL", &e);
        open_topic(&b);
        put_dossiers(&b, strtoll(argv[3], NULL, 10));
        const micros until = b.at[b.n - 1].due_at + PATIENCE_S * MICROS_PER_SECOND;
        while ((b.rows < b.n || b.messages < b.n) && moment_now() < until) {
                look_for_rows(&b);
                look_for_messages(&b);
                usleep(PAUSE_US);
        }
        FILE *out = fopen(argv[4], "w");
        snprintf(e.text, sizeof(e.text), "%zu rows and %zu messages of %zu were seen", b.rows, b.messages,
                 b.n);
        need(out && b.rows == b.n && b.messages == b.n, "not all alerts came", &e);
        fprintf(out, "number,row_us,message_us\n");
        for (size_t i = 0; i < b.n; i++)
                fprintf(out, "%zu,%" PRId64 ",%" PRId64 "\n", i, b.at[i].row_at - b.at[i].due_at,
                        b.at[i].message_at - b.at[i].due_at);
        fclose(out);
        kafka_consumer_close(b.consumer);
        pg_close(b.pg);
        free(b.at);
        conf_close(conf);
        return 0;
}
