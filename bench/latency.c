/* SPDX-License-Identifier: Apache-2.0
 *
 * latency.c - how long it takes until what was produced is seen.
 *   bench_latency CONFIG WARM SECONDS FILE view|topic
 * view: by another connection, in the view that analysts read; a worker must be running. topic: by a consumer, in the
 * topic itself: the floor, Kafka's own part. FILE gets a line for each event that was sent after WARM seconds
 * (shots_write()); standard output, for `view`, the median of what one look took, in microseconds.
 *
 * Rule: what is waited for is looked for a few times a millisecond and no more often, so that looking leaves the
 * processors to those that are measured.
 */
#include "bench/shots.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
        PAUSE_US = 200, /* between two looks */
        AT_ONCE = 64,   /* events that one look is for */
        PARTITIONS_MOST = 64
};

/* ---- in the view ---- */

/* Events that were sent and not seen yet, oldest first. */
struct waiting {
        uint64_t *numbers;
        size_t n;
        uint64_t next; /* the next that may have been sent */
};

static bool shown(const struct pg_result *rows, const struct shot *shot)
{
        for (int i = 0; i < pg_rows(rows); i++)
                if (text_equal(pg_get_text(rows, i, 0), text_of(shot->dossier)))
                        return pg_get_instant(rows, i, 1) >= shot->occurred_at;
        return false;
}

/* One look at the view; how long it took. */
static int64_t look(struct shots *s, struct pg *pg, struct waiting *w)
{
        char sql[AT_ONCE * sizeof(s->at->dossier) + 64] = "execute look('{";
        struct pg_result *rows;
        struct err e;
        const size_t n = w->n < AT_ONCE ? w->n : AT_ONCE;
        for (size_t i = 0; i < n; i++)
                strcat(strcat(sql, i ? "," : ""), s->at[w->numbers[i]].dossier);
        strcat(sql, "}')");
        const int64_t before = shots_now(s);
        need(pg_run(pg, sql, NULL, 0, &rows, &e) == OK, "looking", &e);
        const int64_t after = shots_now(s);
        size_t kept = 0;
        for (size_t i = 0; i < w->n; i++) {
                struct shot *shot = &s->at[w->numbers[i]];
                if (i < n && shown(rows, shot))
                        shot->seen = after;
                else
                        w->numbers[kept++] = w->numbers[i];
        }
        w->n = kept;
        pg_free(rows);
        return after - before;
}

static int by_size(const void *a, const void *b)
{
        const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
        return (x > y) - (x < y);
}

/* Looks until everything was seen; the median of what a look took. */
static int64_t watch_view(struct shots *s, struct pg *pg)
{
        struct waiting w = {.numbers = need_alloc((size_t)s->total * sizeof(uint64_t))};
        const size_t room = (size_t)s->total * 64;
        int64_t *looks = need_alloc(room * sizeof(int64_t));
        size_t n = 0;
        while (w.next < s->total || w.n) {
                for (const uint64_t sent = atomic_load(&s->sent); w.next < sent; w.next++)
                        w.numbers[w.n++] = w.next;
                if (w.n) {
                        const int64_t took = look(s, pg, &w);
                        if (n < room)
                                looks[n++] = took;
                }
                shots_check(s, w.n ? &s->at[w.numbers[0]] : NULL);
                usleep(PAUSE_US);
        }
        qsort(looks, n, sizeof(int64_t), by_size);
        const int64_t median = n ? looks[n / 2] : 0;
        free(looks);
        free(w.numbers);
        return median;
}

static void see_view(struct shots *s, const struct conf *conf, uint64_t total)
{
        struct pg *pg;
        struct err e;
        need(warehouse_connect(&pg, conf, "bench_latency", 10, &e) == OK &&
                     pg_script(
                             pg,
                             "set plan_cache_mode = force_generic_plan;" /* a look plans nothing */
                             "prepare look(text[]) as select dossier_id, last_at from hentra.dossier_detail "
                             "where dossier_id = any($1)",
                             &e) == OK,
             "PostgreSQL", &e);
        shots_start(s, conf, total);
        printf("%" PRId64 "\n", watch_view(s, pg));
        pg_close(pg);
}

/* ---- in the topic ---- */

struct listener {
        const struct conf *conf;
        struct kafka_consumer *consumer;
        struct codec *codec;
        int32_t partitions[PARTITIONS_MOST];
        size_t n;
};

static void assigned(void *listener, const int32_t *partitions, size_t n)
{
        struct listener *l = listener;
        l->n = n < PARTITIONS_MOST ? n : PARTITIONS_MOST;
        memcpy(l->partitions, partitions, l->n * sizeof(*partitions));
}

static void revoked(void *listener, const int32_t *partitions, size_t n, bool lost)
{
        (void)listener, (void)partitions, (void)n, (void)lost;
}

/* What the partition holds now; how many of our events. */
static uint64_t listen(struct shots *s, struct listener *l, int32_t partition)
{
        struct kafka_message m[AT_ONCE];
        struct kafka_progress stand;
        struct event v;
        struct err e;
        size_t taken;
        need(kafka_take(l->consumer, partition, m, AT_ONCE, &taken, &stand, &e) == OK, "Kafka", &e);
        const int64_t now = shots_now(s);
        for (size_t i = 0; i < taken; i++) {
                need(codec_decode(l->codec, m[i].value, m[i].value_len, &v, &e) == OK, "reading", &e);
                s->at[v.sequence].seen = now;
        }
        kafka_release(m, taken);
        return taken;
}

static void see_topic(struct shots *s, const struct conf *conf, uint64_t total)
{
        struct listener l = {.conf = conf};
        const struct kafka_rebalance rebalance = {assigned, revoked, &l};
        const char *topic = conf_text(conf, "topic.status");
        int64_t first, next;
        struct err e;
        need(codec_open(&l.codec, &e) == OK &&
                     kafka_consumer_open(&l.consumer, conf, "bench-latency", topic, &rebalance, &e) == OK,
             "Kafka", &e);
        while (l.n == 0)
                need(kafka_wait(l.consumer, -1, 100, &e) == OK, "Kafka", &e);
        for (size_t i = 0; i < l.n; i++)
                need(kafka_bounds(l.consumer, l.partitions[i], &first, &next, KAFKA_ANSWER_MS, &e) == OK &&
                             kafka_start_fetch(l.consumer, l.partitions[i], next, &e) == OK,
                     "Kafka", &e);
        shots_start(s, conf, total);
        for (uint64_t seen = 0; seen < total;) {
                need(kafka_wait(l.consumer, -1, 100, &e) == OK, "Kafka", &e);
                for (size_t i = 0; i < l.n; i++)
                        seen += listen(s, &l, l.partitions[i]);
                shots_check(s, seen < atomic_load(&s->sent) ? &s->at[seen] : NULL);
        }
        kafka_consumer_close(l.consumer);
        codec_close(l.codec);
}

int main(int argc, char **argv)
{
        struct conf *conf;
        struct shots s;
        struct err e;
        if (argc != 6 || (strcmp(argv[5], "view") != 0 && strcmp(argv[5], "topic") != 0)) {
                fprintf(stderr, "usage: bench_latency CONFIG WARM SECONDS FILE view|topic\n");
                return 2;
        }
        const int warm = atoi(argv[2]);
        const uint64_t total = (uint64_t)(warm + atoi(argv[3])) * SHOTS_A_SECOND;
        need(conf_open(&conf, &settings, argv[1], NULL, &e) == OK, "configuration", &e);
        (strcmp(argv[5], "view") == 0 ? see_view : see_topic)(&s, conf, total);
        shots_write(&s, warm * MICROS_PER_SECOND, argv[4]);
        shots_end(&s);
        conf_close(conf);
        return 0;
}
