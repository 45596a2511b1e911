/* SPDX-License-Identifier: Apache-2.0
 *
 * door_model.h - a topic by the rules by which statements are joined, and a door that sends to it.
 *
 * The topic knows of each content the first and the last time at which it was stated, and the greatest
 * `since`. The content stated last counts.
 */
#ifndef HENTRA_TESTS_SUPPORT_DOOR_MODEL_H
#define HENTRA_TESTS_SUPPORT_DOOR_MODEL_H

#include "producers/door.h"
#include "tests/support/unit.h"

enum { CONTENTS = 3 };

static struct zone *zone; /* of door_model_run() */

/* ---- the topic ---- */

struct topic {
        struct {
                bool said;
                micros first, last, since;
        } of[CONTENTS];
        int sent;
};

static inline void topic_add(struct topic *t, uint64_t content, micros stated_at, micros since)
{
        const bool said = t->of[content].said;
        t->sent++;
        t->of[content].first = said && t->of[content].first < stated_at ? t->of[content].first : stated_at;
        t->of[content].last = said && t->of[content].last > stated_at ? t->of[content].last : stated_at;
        t->of[content].since = said && t->of[content].since > since ? t->of[content].since : since;
        t->of[content].said = true;
}

static inline int topic_standing(const struct topic *t)
{
        int best = -1;
        for (int i = 0; i < CONTENTS; i++) {
                if (t->of[i].said && (best < 0 || t->of[i].last > t->of[best].last))
                        best = i;
        }
        return best;
}

static inline micros topic_said_time(const struct topic *t)
{
        const int i = topic_standing(t);
        return t->of[i].since != NO_TIME ? t->of[i].since : t->of[i].first;
}

/* ---- a door with its memory ---- */

struct door {
        struct topic topic;
        struct remembered memory;
        bool known;
        micros forgotten;
};

static inline struct door_verdict pass(struct door *d, const struct door_document *document)
{
        const struct door_verdict v = door_judge(d->known ? &d->memory : NULL, document, d->forgotten, zone);
        if (v.answer != DOOR_SILENT)
                topic_add(&d->topic, document->hash, v.stated_at, v.since);
        if (v.remember) {
                d->memory = v.memory;
                d->known = true;
        }
        return v;
}

static inline struct door_document document_of(uint64_t content, micros stated_at)
{
        return (struct door_document){
                .hash = content, .stated_at = stated_at, .due_at = NO_TIME, .ended_at = NO_TIME};
}

/* In the zone of Viet Nam. Returns the number of tests that failed. */
#define door_model_run(tests) \
        (door_model_open_zone() ? cmocka_run_group_tests(tests, NULL, door_model_close_zone) : 1)
static inline bool door_model_open_zone(void)
{
        struct err e;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK;
}
static inline int door_model_close_zone(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

#endif
