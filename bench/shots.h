/* SPDX-License-Identifier: Apache-2.0
 *
 * shots.h - a source that has 200 events a second, by the clock, carried by hentra's own pump with its settings, and how
 * long each event took until it was seen.
 *
 * One clock, the monotonic one of this process. The pump has a thread of its own; whoever looks does so in its own time
 * and holds back no event. A quarter of the events are about new dossiers, the others are further steps of known ones.
 * Anything that goes wrong ends the program with a line that says what.
 */
#ifndef HENTRA_BENCH_SHOTS_H
#define HENTRA_BENCH_SHOTS_H

#include "core/base/moment.h"
#include "core/lib/conf.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { SHOTS_A_SECOND = 200, SHOTS_EVERY_US = 1000000 / SHOTS_A_SECOND, SHOTS_PATIENCE_US = 30000000 };

struct shot {
        int64_t sent, seen; /* microseconds since the start; seen 0: not yet */
        micros occurred_at; /* differs for every event */
        char dossier[64];
};

struct shots {
        struct shot *at;
        uint64_t total;
        _Atomic uint64_t sent; /* those below it are complete, and may be looked for */
        struct timespec start;
        micros began; /* the wall clock at the start */
        const struct conf *conf;
        pthread_t thread;
        int timer;
        uint64_t ticks; /* of the timer, that no event was given for yet */
        char agency[24];
};

/* Exits with `what` and the error's text unless all is good. */
void need(bool good, const char *what, const struct err *e);

/* Begins to send, to the topic `topic.status`. What is due while Kafka is looked for leaves as soon as it is found. */
void shots_start(struct shots *s, const struct conf *conf, uint64_t total);
/* After all were seen. */
void shots_end(struct shots *s);

int64_t shots_now(const struct shots *s);
/* Ends the program when `oldest`, the oldest that was not seen yet, waits too long. */
void shots_check(const struct shots *s, const struct shot *oldest);

/* A line for each event that was sent after `warm_us`: number, when it was sent, and what it took. */
void shots_write(const struct shots *s, int64_t warm_us, const char *path);

#endif
