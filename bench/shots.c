/* SPDX-License-Identifier: Apache-2.0
 *
 * shots.c - see shots.h.
 */
#include "bench/shots.h"
#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
        /* New ones a second, each with four events, a quarter of a second apart. Their numbers begin with the second, so
         * that no later run names a dossier again: what is said anew of an ended one is not the last of it. */
        DOSSIERS = SHOTS_A_SECOND / 4,
        AGENCIES = 12
};

void need(bool good, const char *what, const struct err *e)
{
        if (good)
                return;
        fprintf(stderr, "bench_latency: %s: %s\n", what, e->text);
        exit(1);
}

int64_t shots_now(const struct shots *s)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (t.tv_sec - s->start.tv_sec) * 1000000LL + (t.tv_nsec - s->start.tv_nsec) / 1000;
}

static void sleep_until(const struct shots *s, int64_t us)
{
        struct timespec t = s->start;
        t.tv_sec += us / 1000000;
        t.tv_nsec += us % 1000000 * 1000;
        if (t.tv_nsec >= 1000000000) {
                t.tv_sec++;
                t.tv_nsec -= 1000000000;
        }
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0) {
        }
}

void shots_sleep(const struct shots *s, int64_t us)
{
        sleep_until(s, shots_now(s) + us);
}

static struct event event_of(struct shots *s, uint64_t k, char agency[static 24])
{
        static const enum status steps[] = {RECEIVED, PROCESSING, RESOLVED, RETURNED};
        const uint64_t second = (uint64_t)(s->began / MICROS_PER_SECOND) + k / SHOTS_A_SECOND;
        const uint64_t place = k % SHOTS_A_SECOND;
        const uint64_t dossier = second * DOSSIERS + place % DOSSIERS;
        struct shot *shot = &s->at[k];
        snprintf(agency, 24, "000.17.%02u.H58", (unsigned)(dossier % AGENCIES));
        snprintf(shot->dossier, sizeof(shot->dossier), "%s-260101-%011" PRIu64, agency, dossier);
        shot->occurred_at = s->began + shots_now(s);
        return (struct event){.source = text_of("bench"),
                              .sequence = (int64_t)k,
                              .dossier_id = text_of(shot->dossier),
                              .status = steps[place / DOSSIERS],
                              .occurred_at = shot->occurred_at,
                              .stated_at = shot->occurred_at,
                              .observed_at = shot->occurred_at,
                              .submitted_at = s->began,
                              .due_at = s->began + 5 * MICROS_PER_DAY,
                              .agency = text_of(agency),
                              .level = DISTRICT,
                              .procedure = text_of("1.004873"),
                              .field = text_of("G15-TP06"),
                              .channel = ONLINE,
                              .service = FULL,
                              .payment = PAYMENT_NONE};
}

static enum fault send(struct shots *s, uint64_t k, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        char agency[24];
        size_t len;
        s->at[k].sent = shots_now(s);
        struct event v = event_of(s, k, agency);
        event_identify(&v);
        if (event_check(&v, e) != OK || codec_encode(s->codec, &v, bytes, &len, e) != OK)
                return e->kind;
        return kafka_send(s->producer, v.dossier_id, event_issuer(v.dossier_id), bytes, len, NULL, 0, k, e);
}

static void on_delivered(void *shots, uint64_t number, enum fault fault)
{
        struct shots *s = shots;
        (void)number;
        if (fault != OK)
                atomic_store(&s->lost, true);
}

static void *sender(void *shots)
{
        struct shots *s = shots;
        struct err e;
        for (uint64_t k = 0; k < s->total; k++) {
                sleep_until(s, (int64_t)k * 1000000 / SHOTS_A_SECOND);
                need(send(s, k, &e) == OK, "sending", &e);
                atomic_store(&s->sent, k + 1);
                kafka_serve(s->producer, 0);
        }
        need(kafka_flush(s->producer, SHOTS_PATIENCE_US / 1000, &e) == OK, "sending the last", &e);
        return NULL;
}

void shots_start(struct shots *s, const struct conf *conf, uint64_t total)
{
        struct err e;
        *s = (struct shots){.at = need_alloc((size_t)total * sizeof(struct shot)), .total = total};
        need(codec_open(&s->codec, &e) == OK &&
                     kafka_producer_open(&s->producer, conf, on_delivered, s, &e) == OK &&
                     kafka_producer_topic(s->producer, conf_text(conf, "topic.status"), 10, &e) == OK,
             "Kafka", &e);
        clock_gettime(CLOCK_MONOTONIC, &s->start);
        s->began = moment_now();
        if (pthread_create(&s->thread, NULL, sender, s) != 0) {
                perror("bench_latency");
                exit(1);
        }
}

void shots_end(struct shots *s)
{
        pthread_join(s->thread, NULL);
        kafka_producer_close(s->producer);
        codec_close(s->codec);
        free(s->at);
}

void shots_check(struct shots *s, const struct shot *oldest)
{
        const bool late = oldest && shots_now(s) - oldest->sent > SHOTS_PATIENCE_US;
        if (!late && !atomic_load(&s->lost))
                return;
        fprintf(stderr, "bench_latency: an event was %s\n",
                late ? "sent and not seen within 30 s" : "not taken by Kafka");
        exit(1);
}

void shots_write(const struct shots *s, int64_t warm_us, const char *path)
{
        FILE *f = fopen(path, "w");
        bool good = f != NULL;
        if (good)
                fprintf(f, "event,sent_us,latency_us\n");
        for (uint64_t k = 0; good && k < s->total; k++)
                if (s->at[k].sent >= warm_us)
                        fprintf(f, "%" PRIu64 ",%" PRId64 ",%" PRId64 "\n", k, s->at[k].sent,
                                s->at[k].seen - s->at[k].sent);
        if (!good || ferror(f) | fclose(f)) {
                perror(path);
                exit(1);
        }
}
