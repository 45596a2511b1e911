/* SPDX-License-Identifier: Apache-2.0
 *
 * test_door.c - what is sent makes the same document count as if everything had been sent, in random worlds.
 */
#include "producers/door.h"
#include "producers/simulate/rng.h"
#include "tests/support/door_model.h"

enum { DOCUMENTS = 14, WORLDS = 30000 };
#define HOUR (3600 * MICROS_PER_SECOND)

/* Sends everything. */
struct open_door {
        struct topic topic;
        micros last;
        uint64_t content;
};

static void pass_openly(struct open_door *d, const struct door_document *document)
{
        const bool first = d->topic.sent == 0, differs = !first && d->content != document->hash;
        const micros at = document->stated_at + (differs && document->stated_at == d->last);
        topic_add(&d->topic, document->hash, at, differs && at > d->last ? at : NO_TIME);
        if (first || at >= d->last) {
                d->last = at;
                d->content = document->hash;
        }
}

/* Content 0 is open and has a due date in the middle of all times, 1 has ended, 2 is a withdrawal. */
static struct door_document random_document(struct rng *r, micros step)
{
        struct door_document d = document_of((uint64_t)rng_below(r, CONTENTS), step * rng_below(r, 12));
        if (d.hash == 0)
                d.due_at = step * 5;
        if (d.hash == 1) {
                d.ended_by = RESOLVED;
                d.ended_at = step * 3;
        }
        d.empty = d.hash == 2;
        return d;
}

/* One microsecond, so that times that were moved meet others; and some hours, so that days change. */
static micros random_step(struct rng *r)
{
        static const micros steps[] = {1, 2, 7 * HOUR, 30 * HOUR};
        return steps[rng_below(r, 4)];
}

/* ---- properties ---- */

static void the_same_document_counts(void **state)
{
        (void)state;
        uint64_t sent = 0, all = 0;
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct rng r = rng_of(1, seed);
                struct door d = {.forgotten = NO_TIME};
                struct open_door o = {0};
                const micros step = random_step(&r);
                for (int i = 0; i < DOCUMENTS; i++) {
                        const struct door_document document = random_document(&r, step);
                        pass(&d, &document);
                        pass_openly(&o, &document);
                        if (topic_standing(&d.topic) != topic_standing(&o.topic) ||
                            topic_said_time(&d.topic) != topic_said_time(&o.topic))
                                fail_msg("world %llu, document %d: %d at %lld, not %d at %lld",
                                         (unsigned long long)seed, i, topic_standing(&d.topic),
                                         (long long)topic_said_time(&d.topic), topic_standing(&o.topic),
                                         (long long)topic_said_time(&o.topic));
                }
                sent += (uint64_t)d.topic.sent;
                all += (uint64_t)o.topic.sent;
        }
        assert_true(sent < all);
}

/* Whatever was forgotten, the next document that is newer than all counts at once. */
static void what_is_newest_counts_after_any_loss(void **state)
{
        (void)state;
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct rng r = rng_of(2, seed);
                struct door d = {.forgotten = NO_TIME};
                const micros step = random_step(&r);
                micros last = NO_TIME;
                for (int i = 0; i < DOCUMENTS; i++) {
                        const struct door_document document = random_document(&r, step);
                        if (d.known && rng_below(&r, 4) == 0) { /* the entry left, for want of room */
                                d.forgotten =
                                        d.memory.stated_at > d.forgotten ? d.memory.stated_at : d.forgotten;
                                d.known = false;
                        } else if (rng_below(&r, 8) == 0) { /* the folder was lost */
                                d.forgotten = last;
                                d.known = false;
                        }
                        const struct door_verdict v = pass(&d, &document);
                        if (document.stated_at > last && topic_standing(&d.topic) != (int)document.hash)
                                fail_msg("world %llu, document %d does not count", (unsigned long long)seed,
                                         i);
                        last = v.stated_at > last ? v.stated_at : last;
                        last = document.stated_at > last ? document.stated_at : last;
                }
        }
}

/* A process that is killed has sent more than it remembers, and reads the same documents again. */
static void a_kill_changes_nothing(void **state)
{
        (void)state;
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct rng r = rng_of(3, seed);
                struct door d = {.forgotten = NO_TIME};
                struct open_door o = {0};
                struct door_document document[DOCUMENTS];
                const micros step = random_step(&r);
                const int64_t safe = rng_below(&r, DOCUMENTS),
                              killed = safe + rng_below(&r, DOCUMENTS - safe);
                struct door at_safe = d;
                for (int i = 0; i < DOCUMENTS; i++) {
                        document[i] = random_document(&r, step);
                        pass_openly(&o, &document[i]);
                }
                for (int i = 0; i < killed; i++) {
                        if (i == safe)
                                at_safe = d;
                        pass(&d, &document[i]);
                }
                if (safe < killed) {
                        d.memory = at_safe.memory;
                        d.known = at_safe.known;
                }
                for (int64_t i = safe < killed ? safe : killed; i < DOCUMENTS; i++)
                        pass(&d, &document[i]);
                assert_int_equal(topic_standing(&d.topic), topic_standing(&o.topic));
        }
}

/* The day on which a document was last open after its due date is known, whatever came between. */
static void open_after_the_due_date_is_known_to_the_day(void **state)
{
        (void)state;
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct rng r = rng_of(4, seed);
                struct door d = {.forgotten = NO_TIME};
                const micros step = HOUR + rng_below(&r, 40 * HOUR);
                for (int i = 0; i < DOCUMENTS; i++) {
                        const struct door_document document = random_document(&r, step);
                        pass(&d, &document);
                        if (d.memory.hash != 0 || d.memory.stated_at <= d.memory.due_at)
                                continue;
                        assert_true(d.memory.said_at > d.memory.due_at);
                        assert_int_equal(zone_day(zone, d.memory.said_at),
                                         zone_day(zone, d.memory.stated_at));
                        assert_true(d.topic.of[0].last >= d.memory.said_at);
                }
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_same_document_counts),
                cmocka_unit_test(what_is_newest_counts_after_any_loss),
                cmocka_unit_test(a_kill_changes_nothing),
                cmocka_unit_test(open_after_the_due_date_is_known_to_the_day),
        };
        return door_model_run(tests);
}
