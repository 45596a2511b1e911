/* SPDX-License-Identifier: Apache-2.0
 *
 * latency.c - how long it takes until what was produced is seen: 200 events a second, sent with the settings of hentra's
 * producers, looked for by another connection in the view that analysts read.
 *   bench_latency CONFIG WARM SECONDS FILE
 * Writes a line for each event that was sent after WARM seconds: its number, when it was sent and how long it took until
 * a query that showed it was answered, in microseconds; and to standard output the median of what one look took.
 * A worker must be running. Fails when an event is not seen within 30 s.
 *
 * Rule: one clock, the monotonic one of this process. One thread sends by the clock, the other looks, so that a slow
 * query does not hold back an event, and what is waited for is never looked for more than a few times a millisecond.
 */
#include "core/lib/codec.h"
#include "core/lib/conf.h"
#include "core/lib/crypto.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
        RATE = 200,
        DOSSIERS = RATE / 4, /* new ones a second, each with four events, a quarter of a second apart */
        AGENCIES = 12,
        PAUSE_US = 200, /* between two looks */
        AT_ONCE = 64,   /* events that one look is for */
        PATIENCE_US = 30000000
};

struct shot {
        int64_t sent, seen; /* microseconds since the start */
        micros occurred_at; /* differs for every event: what the view must have reached */
        char dossier[64];
};

struct bench {
        const struct conf *conf;
        struct shot *shots;
        uint64_t total;
        struct timespec start;
        micros began; /* the wall clock at the start */
        struct codec *codec;
        struct kafka_producer *producer;
        _Atomic uint64_t sent;
        _Atomic bool failed;
};

static void need(bool good, const char *what, const struct err *e)
{
        if (good)
                return;
        fprintf(stderr, "bench_latency: %s: %s\n", what, e->text);
        exit(1);
}

static int64_t now_us(const struct bench *b)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (t.tv_sec - b->start.tv_sec) * 1000000LL + (t.tv_nsec - b->start.tv_nsec) / 1000;
}

static void sleep_until(const struct bench *b, int64_t us)
{
        struct timespec t = b->start;
        t.tv_sec += us / 1000000;
        t.tv_nsec += us % 1000000 * 1000;
        if (t.tv_nsec >= 1000000000) {
                t.tv_sec++;
                t.tv_nsec -= 1000000000;
        }
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0) {
        }
}

static struct event event_of(struct bench *b, uint64_t k, char agency[static 24])
{
        static const enum status steps[] = {RECEIVED, PROCESSING, RESOLVED, RETURNED};
        const uint64_t second = k / RATE, place = k % RATE, dossier = second * DOSSIERS + place % DOSSIERS;
        struct shot *s = &b->shots[k];
        snprintf(agency, 24, "000.17.%02u.H58", (unsigned)(dossier % AGENCIES));
        snprintf(s->dossier, sizeof(s->dossier), "%s-260101-%06" PRIu64, agency, dossier);
        s->occurred_at = b->began + now_us(b);
        return (struct event){.source = text_of("bench"),
                              .dossier_id = text_of(s->dossier),
                              .status = steps[place / DOSSIERS],
                              .occurred_at = s->occurred_at,
                              .stated_at = s->occurred_at,
                              .observed_at = s->occurred_at,
                              .submitted_at = b->began,
                              .due_at = b->began + 5 * MICROS_PER_DAY,
                              .agency = text_of(agency),
                              .level = DISTRICT,
                              .procedure = text_of("1.004873"),
                              .field = text_of("G15-TP06"),
                              .channel = ONLINE,
                              .service = FULL,
                              .payment = PAYMENT_NONE};
}

static enum fault send(struct bench *b, uint64_t k, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        char agency[24];
        size_t len;
        b->shots[k].sent = now_us(b);
        struct event v = event_of(b, k, agency);
        event_identify(&v);
        if (event_check(&v, e) != OK || codec_encode(b->codec, &v, bytes, &len, e) != OK)
                return e->kind;
        return kafka_send(b->producer, v.dossier_id, event_issuer(v.dossier_id), bytes, len, NULL, 0, k, e);
}

static void on_delivered(void *bench, uint64_t number, enum fault fault)
{
        struct bench *b = bench;
        (void)number;
        if (fault != OK)
                atomic_store(&b->failed, true);
}

static void *sender(void *bench)
{
        struct bench *b = bench;
        struct err e;
        for (uint64_t k = 0; k < b->total; k++) {
                sleep_until(b, (int64_t)k * 1000000 / RATE);
                need(send(b, k, &e) == OK, "sending", &e);
                atomic_store(&b->sent, k + 1);
                kafka_serve(b->producer, 0);
        }
        need(kafka_flush(b->producer, PATIENCE_US / 1000, &e) == OK, "sending the last", &e);
        return NULL;
}

/* Events that were sent and not seen yet, oldest first. */
struct waiting {
        uint64_t *numbers;
        size_t n;
        uint64_t next; /* the next that may have been sent */
};

static bool shown(const struct pg_result *rows, const struct shot *s)
{
        for (int i = 0; i < pg_rows(rows); i++)
                if (text_equal(pg_get_text(rows, i, 0), text_of(s->dossier)))
                        return pg_get_instant(rows, i, 1) >= s->occurred_at;
        return false;
}

/* One look at the view; how long it took. */
static int64_t look(struct bench *b, struct pg *pg, struct waiting *w)
{
        char sql[AT_ONCE * 64 + 64] = "execute look('{";
        struct pg_result *rows;
        struct err e;
        const size_t n = w->n < AT_ONCE ? w->n : AT_ONCE;
        for (size_t i = 0; i < n; i++)
                strcat(strcat(sql, i ? "," : ""), b->shots[w->numbers[i]].dossier);
        strcat(sql, "}')");
        const int64_t before = now_us(b);
        need(pg_run(pg, sql, NULL, 0, &rows, &e) == OK, "looking", &e);
        const int64_t after = now_us(b);
        size_t kept = 0;
        for (size_t i = 0; i < w->n; i++) {
                struct shot *s = &b->shots[w->numbers[i]];
                if (i < n && shown(rows, s))
                        s->seen = after;
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
static int64_t watch(struct bench *b, struct pg *pg)
{
        struct waiting w = {.numbers = need_alloc(b->total * sizeof(uint64_t))};
        const size_t room = (size_t)b->total * 64;
        int64_t *looks = need_alloc(room * sizeof(int64_t));
        size_t n = 0;
        while (w.next < b->total || w.n) {
                for (const uint64_t sent = atomic_load(&b->sent); w.next < sent; w.next++)
                        w.numbers[w.n++] = w.next;
                if (w.n) {
                        const int64_t took = look(b, pg, &w);
                        if (n < room)
                                looks[n++] = took;
                }
                const bool late = w.n && now_us(b) - b->shots[w.numbers[0]].sent > PATIENCE_US;
                if (late || atomic_load(&b->failed)) {
                        fprintf(stderr, "bench_latency: %zu events were sent and are not in the view\n", w.n);
                        exit(1);
                }
                sleep_until(b, now_us(b) + PAUSE_US);
        }
        qsort(looks, n, sizeof(int64_t), by_size);
        const int64_t median = n ? looks[n / 2] : 0;
        free(looks);
        free(w.numbers);
        return median;
}

static void write_shots(const struct bench *b, int64_t warm_us, const char *path)
{
        FILE *f = fopen(path, "w");
        bool good = f != NULL;
        if (good)
                fprintf(f, "event,sent_us,latency_us\n");
        for (uint64_t k = 0; good && k < b->total; k++)
                if (b->shots[k].sent >= warm_us)
                        fprintf(f, "%" PRIu64 ",%" PRId64 ",%" PRId64 "\n", k, b->shots[k].sent,
                                b->shots[k].seen - b->shots[k].sent);
        if (!good || ferror(f) | fclose(f)) {
                perror(path);
                exit(1);
        }
}

int main(int argc, char **argv)
{
        struct conf *conf;
        struct bench b = {0};
        struct pg *pg;
        struct err e;
        pthread_t thread;
        if (argc != 5) {
                fprintf(stderr, "usage: bench_latency CONFIG WARM SECONDS FILE\n");
                return 2;
        }
        const int warm = atoi(argv[2]);
        b.total = (uint64_t)(warm + atoi(argv[3])) * RATE;
        b.shots = need_alloc(b.total * sizeof(struct shot));
        need(conf_open(&conf, argv[1], NULL, &e) == OK, "configuration", &e);
        need(pg_open(&pg, conf, "bench_latency", 10, &e) == OK &&
                     pg_script(
                             pg,
                             "prepare look(text[]) as select dossier_id, last_at from hentra.dossier_detail "
                             "where dossier_id = any($1)",
                             &e) == OK,
             "PostgreSQL", &e);
        need(codec_open(&b.codec, &e) == OK &&
                     kafka_producer_open(&b.producer, conf, on_delivered, &b, &e) == OK &&
                     kafka_producer_topic(b.producer, conf_text(conf, "topic.status"), 10, &e) == OK,
             "Kafka", &e);
        clock_gettime(CLOCK_MONOTONIC, &b.start);
        b.began = moment_now();
        if (pthread_create(&thread, NULL, sender, &b) != 0) {
                perror("bench_latency");
                return 1;
        }
        const int64_t took = watch(&b, pg);
        pthread_join(thread, NULL);
        write_shots(&b, warm * MICROS_PER_SECOND, argv[4]);
        printf("%" PRId64 "\n", took);
        kafka_producer_close(b.producer);
        codec_close(b.codec);
        pg_close(pg);
        conf_close(conf);
        free(b.shots);
        return 0;
}
