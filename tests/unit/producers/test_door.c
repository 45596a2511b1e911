/* SPDX-License-Identifier: Apache-2.0
 *
 * test_door.c - what is sent makes the same document count as if everything had been sent.
 *
 * The topic is modelled by the rules by which statements are joined: of each content the first and the last
 * time at which it was stated, and the greatest `since`. The content stated last counts.
 */
#include "producers/door.h"
#include "producers/simulate/rng.h"
#include "tests/support/unit.h"

enum { CONTENTS = 3, DOCUMENTS = 14, WORLDS = 30000 };
#define HOUR (3600 * MICROS_PER_SECOND)

static struct zone *zone;

/* ---- the topic ---- */

struct topic {
        struct {
                bool said;
                micros first, last, since;
        } of[CONTENTS];
        int sent;
};

static void topic_add(struct topic *t, uint64_t content, micros stated_at, micros since)
{
        const bool said = t->of[content].said;
        t->sent++;
        t->of[content].first = said && t->of[content].first < stated_at ? t->of[content].first : stated_at;
        t->of[content].last = said && t->of[content].last > stated_at ? t->of[content].last : stated_at;
        t->of[content].since = said && t->of[content].since > since ? t->of[content].since : since;
        t->of[content].said = true;
}

static int topic_standing(const struct topic *t)
{
        int best = -1;
        for (int i = 0; i < CONTENTS; i++) {
                if (t->of[i].said && (best < 0 || t->of[i].last > t->of[best].last))
                        best = i;
        }
        return best;
}

static micros topic_said_time(const struct topic *t)
{
        const int i = topic_standing(t);
        return t->of[i].since != NO_TIME ? t->of[i].since : t->of[i].first;
}

/* ---- two doors ---- */

struct door {
        struct topic topic;
        struct remembered memory;
        bool known;
        micros forgotten;
};

static struct door_verdict pass(struct door *d, const struct door_document *document)
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

static struct door_document document_of(uint64_t content, micros stated_at)
{
        return (struct door_document){
                .hash = content, .stated_at = stated_at, .due_at = NO_TIME, .ended_at = NO_TIME};
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
        d.withdrawn = d.hash == 2;
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

/* ---- traps ---- */

static void expect(const struct door_verdict *v, enum door_answer answer, micros stated_at, micros since)
{
        assert_int_equal(v->answer, answer);
        assert_int_equal(v->stated_at, stated_at);
        assert_int_equal(v->since, since);
}

static void expect_pass(struct door *d, const struct door_document *document, enum door_answer answer,
                        micros stated_at, micros since)
{
        const struct door_verdict v = pass(d, document);
        expect(&v, answer, stated_at, since);
        assert_int_equal(v.remember, answer != DOOR_OLD);
}

static void an_unchanged_document_is_silent(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), again = document_of(0, 200);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &a, DOOR_SILENT, 100, NO_TIME);
        expect_pass(&d, &again, DOOR_SILENT, 200, NO_TIME);
        assert_int_equal(d.memory.stated_at, 200);
        assert_int_equal(d.memory.said_at, 100);
}

static void a_b_a(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200),
                                   back = document_of(0, 300);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        expect_pass(&d, &back, DOOR_SEND, 300, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
}

static void an_older_file_read_late(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), again = document_of(0, 300),
                                   between = document_of(1, 200), before = document_of(2, 50),
                                   earlier = document_of(0, 60);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &again, DOOR_SILENT, 300, NO_TIME);
        expect_pass(&d, &between, DOOR_OLD, 99, NO_TIME); /* the topic knows of the other's 100 only */
        expect_pass(&d, &before, DOOR_OLD, 50, NO_TIME);
        expect_pass(&d, &earlier, DOOR_OLD, 60, NO_TIME);
        assert_int_equal(d.memory.stated_at, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
        assert_int_equal(d.topic.of[0].first, 60);
}

static void return_after_a_withdrawal(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        struct door_document a = document_of(0, 100), gone = document_of(2, 200), late = document_of(0, 150),
                             back = document_of(0, 300);
        gone.withdrawn = true;
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &gone, DOOR_SEND, 200, 200);
        assert_true(d.memory.withdrawn);
        expect_pass(&d, &late, DOOR_OLD, 150, NO_TIME); /* a file from before: it does not bring it back */
        assert_int_equal(topic_standing(&d.topic), 2);
        expect_pass(&d, &back, DOOR_SEND, 300, 300);
        assert_int_equal(topic_standing(&d.topic), 0);
        assert_false(d.memory.withdrawn);
}

static void equal_times(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 100), c = document_of(2, 101);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 101, 101);
        expect_pass(&d, &b, DOOR_OLD, 100, NO_TIME); /* the same file again */
        assert_int_equal(topic_standing(&d.topic), 1);
        expect_pass(&d, &c, DOOR_SEND, 102, 102);
        assert_int_equal(topic_standing(&d.topic), 2);
}

static void memory_lost(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200),
                                   back = document_of(0, 400);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        d.known = false;
        d.forgotten = 250; /* the time at which a new folder was begun */
        expect_pass(&d, &a, DOOR_OLD, 100, NO_TIME);
        assert_int_equal(topic_standing(&d.topic), 1);
        expect_pass(&d, &back, DOOR_SEND, 400, NO_TIME); /* not silent, although it was just seen */
        assert_int_equal(topic_standing(&d.topic), 0);
}

static void killed_before_it_was_remembered(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200);
        expect_pass(&d, &a, DOOR_SEND, 100, NO_TIME);
        const struct remembered before = d.memory;
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        const struct topic topic = d.topic;
        d.memory = before;
        expect_pass(&d, &b, DOOR_SEND, 200, 200);
        assert_memory_equal(&d.topic.of, &topic.of, sizeof(topic.of));
}

static void open_past_due_once_a_local_day(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const micros midnight = zone_day_start(zone, 19000); /* 17:00 UTC of the day before */
        struct door_document a = document_of(0, midnight + 8 * HOUR);
        a.due_at = midnight + 12 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.stated_at = midnight + 12 * HOUR;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME); /* it is not past its due date */
        a.stated_at = midnight + 13 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME); /* for the first time after it */
        a.stated_at = midnight + 24 * HOUR - 1;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME);
        a.stated_at = midnight + 24 * HOUR;
        expect_pass(&d, &a, DOOR_SEND, a.stated_at, NO_TIME);
        a.ended_by = RESOLVED;
        a.stated_at += 24 * HOUR;
        expect_pass(&d, &a, DOOR_SILENT, a.stated_at, NO_TIME);
}

static void the_export_is_the_callers(void **state)
{
        (void)state;
        struct door d = {.forgotten = NO_TIME};
        const struct door_document a = document_of(0, 100), b = document_of(1, 200);
        pass(&d, &a);
        d.memory.missed = 2;
        d.memory.export_number = 7;
        pass(&d, &b);
        assert_int_equal(d.memory.missed, 0);
        assert_int_equal(d.memory.export_number, 7);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_same_document_counts),
                cmocka_unit_test(what_is_newest_counts_after_any_loss),
                cmocka_unit_test(a_kill_changes_nothing),
                cmocka_unit_test(open_after_the_due_date_is_known_to_the_day),
                cmocka_unit_test(an_unchanged_document_is_silent),
                cmocka_unit_test(a_b_a),
                cmocka_unit_test(an_older_file_read_late),
                cmocka_unit_test(return_after_a_withdrawal),
                cmocka_unit_test(equal_times),
                cmocka_unit_test(memory_lost),
                cmocka_unit_test(killed_before_it_was_remembered),
                cmocka_unit_test(open_past_due_once_a_local_day),
                cmocka_unit_test(the_export_is_the_callers),
        };
        struct err e;
        if (zone_open(&zone, "Asia/Ho_Chi_Minh", &e) != OK)
                return 1;
        const int failed = cmocka_run_group_tests(tests, NULL, NULL);
        zone_close(zone);
        return failed;
}
