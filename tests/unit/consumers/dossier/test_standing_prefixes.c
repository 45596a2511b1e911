/* SPDX-License-Identifier: Apache-2.0
 *
 * test_standing_prefixes.c - a source that changes its mind: whatever part of the stream has been read, in
 * whatever batches, the dossier is shown as the document before says or as the one after, never otherwise.
 *
 * The eyes are those of the warehouse's columns, of the flows, and of the alerter. Shown apart, and left out
 * here, is what was once said: the marks, the first due date, the first sight.
 */
#include "tests/support/dossier_random.h"

enum { ROUNDS = 3000, CONTENTS = 3, MESSAGES_MOST = 40 };

/* The documents that the source knows, in the order in which it changes to them. */
static struct statement content[CONTENTS];
static struct said_occurrence occurrences[CONTENTS][OCCURRENCES_MOST];
static int change[4], change_n;

/* Others that say something of the same dossier, and what the source itself said before it had documents. */
static struct statement beside[4];
static int beside_n;

static void some_contents(void)
{
        static const int orders[][4] = {{0, 1}, {0, 1, 0}, {0, 1, 2}, {0, 1, 0, 1}, {0, 1, 2, 0}};
        static const int lengths[] = {2, 3, 3, 4, 4};
        const int order = pick(5), quarters = 8 + pick(30);
        const micros due[2] = {some_instant(quarters), some_instant(quarters)};

        change_n = lengths[order];
        memcpy(change, orders[order], sizeof(change));
        for (int i = 0; i < CONTENTS; i++) {
                content[i] = some_statement(quarters, 25, 3, due);
                make_document(&content[i], occurrences[i], quarters, 25, 3);
                if (chance(15))
                        content[i].occurrence_n = 0; /* withdrawn */
                content[i].source = 1;
                content[i].content = (uint32_t)i + 100;
                content[i].stated_ahead = false;
        }
        beside_n = pick(5);
        for (int i = 0; i < beside_n; i++) {
                beside[i] = some_statement(quarters, 25, 3, due);
                beside[i].kind = (uint8_t)(chance(30) ? KIND_STEP : KIND_STATEMENT);
                beside[i].source = (uint16_t)(1 + pick(2));
                beside[i].stated_at = beside[i].stated_first = FIRST - DAY + pick(3) * HOUR;
        }
}

static void begin_beside(struct history *into)
{
        into->n = 0;
        into->truncated = false;
        for (int i = 0; i < beside_n; i++)
                history_add(into, &beside[i]);
}

/* ---- the stream, as the door makes it ---- */

struct message {
        struct statement s;
        int shows; /* index into change */
        micros since;
};
static struct message stream[MESSAGES_MOST];
static int stream_n;

static void say_at(int shows, micros at, micros since)
{
        struct statement s = content[change[shows]];

        s.stated_at = s.stated_first = s.observed_at = at;
        s.since = since;
        stream[stream_n++] = (struct message){s, shows, since};
}

static void some_stream(void)
{
        micros at = FIRST;

        stream_n = 0;
        for (int i = 0; i < change_n; i++) {
                const micros changed = at += chance(20) ? 1 : 1 + pick(3) * DAY;

                say_at(i, at, i > 0 ? changed : NO_TIME);
                for (int repeats = pick(4); repeats > 0; repeats--) /* still so, said again once a day */
                        say_at(i, at += DAY, NO_TIME);
        }
}

/* The dossier as it would be had the source never said anything but its document at hand. */
static void expect(const struct message *m, struct timeline *out)
{
        static struct history alone;
        micros said_at = m->since;

        begin_beside(&alone);
        for (int i = 0; i < stream_n && &stream[i] <= m; i++) {
                if (stream[i].shows != m->shows)
                        continue;
                if (said_at == NO_TIME)
                        said_at = stream[i].since != NO_TIME ? stream[i].since : stream[i].s.stated_at;
                struct statement s = stream[i].s;
                s.since = said_at;
                history_add(&alone, &s);
        }
        timeline_derive(&alone, rule_of(RULE_FORM06), zone, out);
}

/* ---- what is seen ---- */

static uint64_t seen_flows;

static void see_flow(void *context, const struct flow *f)
{
        (void)context;
        if (f->measure != M_due_rewritten)
                seen_flows += mix(mix((uint64_t)f->at) + mix(f->agency + 2) + mix(f->measure + 3) +
                                  mix((uint64_t)f->amount + 4));
}

static uint64_t flows_hash(const struct timeline *timeline)
{
        seen_flows = 0;
        contribution_flows(timeline, zone, see_flow, NULL);
        return seen_flows;
}

static void assert_shown(const struct timeline *is, const struct timeline *expected)
{
        struct timeline x = *is;

        x.marks = expected->marks;
        x.first_due_at = expected->first_due_at;
        x.first_observed_at = expected->first_observed_at;
        x.last_seen_open = expected->last_seen_open;
        x.end_first_seen = expected->end_first_seen;
        assert_memory_equal(&x, expected, offsetof(struct timeline, steps));
        assert_int_equal(flows_hash(is), flows_hash(expected));
        assert_int_equal(timeline_has_deadline(is), timeline_has_deadline(expected));
        assert_false(timeline_deadlines_differ(is, expected));
}

static void each_prefix_shows_what_one_document_says(void **state)
{
        static struct timeline is, expected;
        static struct history seen;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                some_contents();
                some_stream();
                begin_beside(&seen);
                for (int read = 0; read < stream_n;) {
                        for (int batch = 1 + pick(3); batch > 0 && read < stream_n; batch--)
                                history_add(&seen, &stream[read++].s);
                        for (int again = pick(3); again > 0; again--) /* delivered twice */
                                history_add(&seen, &stream[pick(read)].s);
                        timeline_derive(&seen, rule_of(RULE_FORM06), zone, &is);
                        expect(&stream[read - 1], &expected);
                        assert_shown(&is, &expected);
                }
        }
}

/* Said again, a document changes nothing that an alert could hang on. */
static void repeating_raises_and_clears_nothing(void **state)
{
        static struct timeline before, after;
        static struct history seen;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                some_contents();
                some_stream();
                begin_beside(&seen);
                for (int i = 0; i < stream_n; i++) {
                        history_add(&seen, &stream[i].s);
                        timeline_derive(&seen, rule_of(RULE_FORM06), zone, &after);
                        if (i > 0 && stream[i].shows == stream[i - 1].shows &&
                            !((before.marks | after.marks) & OCCURRED_IN_FUTURE))
                                assert_false(timeline_deadlines_differ(&before, &after));
                        before = after;
                }
        }
}

/* A mapping is corrected: what was read with the old one is read again, a microsecond on, and retracted. */
static void a_corrected_reading_shows_the_old_one_or_the_new(void **state)
{
        static struct timeline is, expected[2];
        static struct history seen, alone;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                some_contents();
                struct statement wrong = content[0], right = content[1];
                wrong.stated_at = wrong.stated_first = wrong.observed_at = FIRST;
                right.stated_at = right.stated_first = FIRST + 1;
                right.observed_at = FIRST + DAY;
                wrong.since = right.since = NO_TIME;
                begin_beside(&alone);
                history_add(&alone, &right);
                timeline_derive(&alone, rule_of(RULE_FORM06), zone, &expected[1]);
                begin_beside(&seen);
                history_add(&seen, &wrong);
                timeline_derive(&seen, rule_of(RULE_FORM06), zone, &expected[0]);
                history_add(&seen, &right);
                timeline_derive(&seen, rule_of(RULE_FORM06), zone, &is);
                assert_shown(&is, &expected[1]);
                wrong.retracted_at = FIRST;
                wrong.stated_at = wrong.stated_first = wrong.observed_at = NO_TIME;
                history_add(&seen, &wrong);
                timeline_derive(&seen, rule_of(RULE_FORM06), zone, &is);
                assert_memory_equal(&is, &expected[1],
                                    offsetof(struct timeline, steps)); /* no mark, either */
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_prefix_shows_what_one_document_says),
                cmocka_unit_test(repeating_raises_and_clears_nothing),
                cmocka_unit_test(a_corrected_reading_shows_the_old_one_or_the_new),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
