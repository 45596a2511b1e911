/* SPDX-License-Identifier: Apache-2.0
 *
 * shots.c - see shots.h.
 */
#include "bench/shots.h"
#include "core/base/bytes.h"
#include "producers/pump.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

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

static struct event event_of(struct shots *s, uint64_t k)
{
        static const enum status steps[] = {RECEIVED, PROCESSING, RESOLVED, RETURNED};
        const uint64_t second = (uint64_t)(s->began / MICROS_PER_SECOND) + k / SHOTS_A_SECOND;
        const uint64_t place = k % SHOTS_A_SECOND;
        const uint64_t dossier = second * DOSSIERS + place % DOSSIERS;
        struct shot *shot = &s->at[k];
        snprintf(s->agency, sizeof(s->agency), "000.17.%02u.H58", (unsigned)(dossier % AGENCIES));
        snprintf(shot->dossier, sizeof(shot->dossier), "%s-260101-%011" PRIu64, s->agency, dossier);
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
                              .agency = text_of(s->agency),
                              .level = DISTRICT,
                              .procedure = text_of("1.004873"),
                              .field = text_of("G15-TP06"),
                              .channel = ONLINE,
                              .service = FULL,
                              .payment = PAYMENT_NONE,
                              .since = NO_TIME};
}

/* ---- the source ---- */

static enum source_next next(void *shots, struct event *v, struct err *e)
{
        struct shots *s = shots;
        const uint64_t k = atomic_load(&s->sent);
        (void)e;
        if (k == s->total)
                return SOURCE_END;
        if (s->ticks == 0 && read(s->timer, &s->ticks, sizeof(s->ticks)) != sizeof(s->ticks))
                return SOURCE_IDLE;
        s->ticks--;
        s->at[k].sent = shots_now(s);
        *v = event_of(s, k);
        atomic_store(&s->sent, k + 1);
        return SOURCE_EVENT;
}

static int timer(void *shots)
{
        return ((struct shots *)shots)->timer;
}

static int until_it_ticks(void *shots)
{
        (void)shots;
        return -1;
}

static enum fault settle(void *shots, uint64_t below, struct err *e)
{
        (void)shots, (void)below, (void)e;
        return OK;
}

static void *sender(void *shots)
{
        static const struct source source = {
                .name = "bench", .next = next, .fd = timer, .wait_ms = until_it_ticks, .settle = settle};
        struct shots *s = shots;
        const struct pump_options options = {.wait_s = 10};
        struct pump_counts counts;
        struct err e;
        need(pump_run(s->conf, &source, s, &options, &counts, &e) == OK, "sending", &e);
        return NULL;
}

void shots_start(struct shots *s, const struct conf *conf, uint64_t total)
{
        const struct itimerspec ticks = {.it_interval.tv_nsec = SHOTS_EVERY_US * 1000,
                                         .it_value.tv_nsec = SHOTS_EVERY_US * 1000};
        *s = (struct shots){.at = need_alloc((size_t)total * sizeof(struct shot)),
                            .total = total,
                            .conf = conf,
                            .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
        clock_gettime(CLOCK_MONOTONIC, &s->start);
        s->began = moment_now();
        if (s->timer < 0 || timerfd_settime(s->timer, 0, &ticks, NULL) != 0 ||
            pthread_create(&s->thread, NULL, sender, s) != 0) {
                perror("bench_latency");
                exit(1);
        }
}

void shots_end(struct shots *s)
{
        pthread_join(s->thread, NULL);
        close(s->timer);
        free(s->at);
}

void shots_check(const struct shots *s, const struct shot *oldest)
{
        if (!oldest || shots_now(s) - oldest->sent <= SHOTS_PATIENCE_US)
                return;
        fprintf(stderr, "bench_latency: an event was sent and not seen within 30 s\n");
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
