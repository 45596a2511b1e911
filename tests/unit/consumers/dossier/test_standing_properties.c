/* SPDX-License-Identifier: Apache-2.0
 *
 * test_standing_properties.c - with documents, steps, reopenings and retractions among what arrives: whatever
 * the order, repetition and grouping, the history, the timeline and the flows are the same.
 */
#include "tests/support/dossier_random.h"

enum { ROUNDS = 3000, BATCHES = 4, COPIES_MOST = 4, FLOWS_MOST = 8 * STEPS_MOST };

static struct statement arriving[SAID_MOST * COPIES_MOST];
static int arriving_n;

static void arrive(struct statement s)
{
        assert_true(arriving_n < (int)(sizeof(arriving) / sizeof(arriving[0])));
        arriving[arriving_n++] = s;
}

/* One record as the events that it is made of: each time that it was said is one, and its retraction too. */
static void arrive_in_parts(const struct statement *record)
{
        struct statement s = *record;

        if (s.retracted_at != NO_TIME) {
                s.stated_at = s.stated_first = s.observed_at = s.since = NO_TIME;
                arrive(s);
        }
        if (record->stated_at == NO_TIME)
                return;
        s = *record;
        s.retracted_at = NO_TIME;
        if (record->kind == KIND_DOCUMENT) {
                s.stated_at = record->stated_first; /* said first, */
                s.since = NO_TIME;
                s.observed_at += pick(2) * DAY;
                arrive(s);
                s = *record;
                s.retracted_at = NO_TIME;
                s.stated_first = s.stated_at; /* and last */
                arrive(s);
        } else {
                arrive(s);
                s.stated_at = s.stated_first -= pick(3) * DAY; /* an earlier saying of the same */
                s.observed_at += pick(3) * DAY;
                arrive(s);
        }
}

static void shuffle(void)
{
        for (int i = arriving_n - 1; i > 0; i--) {
                const int j = pick(i + 1);
                const struct statement kept = arriving[i];

                arriving[i] = arriving[j];
                arriving[j] = kept;
        }
}

/* ---- sameness ---- */

static void assert_same_times(const struct statement *x, const struct statement *y)
{
        assert_int_equal(statement_compare(x, y), 0);
        assert_int_equal(x->stated_at, y->stated_at);
        assert_int_equal(x->stated_first, y->stated_first);
        assert_int_equal(x->observed_at, y->observed_at);
        assert_int_equal(x->retracted_at, y->retracted_at);
        assert_int_equal(x->since, y->since);
        assert_int_equal(x->stated_ahead, y->stated_ahead);
}

static void assert_same_history(const struct history *x, const struct history *y)
{
        assert_int_equal(x->n, y->n);
        assert_int_equal(x->truncated, y->truncated);
        for (int i = 0; i < x->n; i++)
                assert_same_times(&x->of[i], &y->of[i]);
}

static uint64_t flows_of;

static void add_flow(void *context, const struct flow *f)
{
        (void)context;
        flows_of += mix(mix((uint64_t)f->at) + mix((uint64_t)f->day + 1) + mix(f->agency + 2) +
                        mix(f->measure + 3) + mix((uint64_t)f->amount + 4));
}

static uint64_t flows_hash(const struct timeline *timeline)
{
        flows_of = 0;
        contribution_flows(timeline, zone, add_flow, NULL);
        return flows_of;
}

static void assert_same_facts(const struct history *x, const struct history *y, int version)
{
        static struct timeline of_x, of_y;

        timeline_derive(x, rule_of(version), zone, &of_x);
        timeline_derive(y, rule_of(version), zone, &of_y);
        assert_memory_equal(&of_x, &of_y, offsetof(struct timeline, steps));
        assert_int_equal(flows_hash(&of_x), flows_hash(&of_y));
}

/* ---- the properties ---- */

static struct history parts[BATCHES], whole;

static void each_dossier(void)
{
        takes_back = true;
        some_dossier();
        history_of(&whole, said, said_n);
        arriving_n = 0;
        for (int i = 0; i < said_n; i++)
                arrive_in_parts(&said[i]);
}

static void any_order_repetition_and_grouping_give_the_same_facts(void **state)
{
        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                each_dossier();
                shuffle();
                for (int i = 0; i < BATCHES; i++)
                        history_of(&parts[i], NULL, 0);
                for (int i = 0; i < arriving_n; i++)
                        for (int copies = 1 + chance(20); copies > 0; copies--)
                                history_add(&parts[pick(BATCHES)], &arriving[i]);
                for (int i = BATCHES - 1; i > 0; i--)
                        history_union(&parts[pick(i)], &parts[i]);
                for (int i = 1; i < BATCHES;
                     i++) /* what was folded into a part that had been folded before */
                        history_union(&parts[0], &parts[i]);
                assert_same_history(&whole, &parts[0]);
                assert_same_facts(&whole, &parts[0], RULE_FORM06 + round % 2);
        }
}

static void a_replay_changes_nothing(void **state)
{
        static struct history again;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                each_dossier();
                again = whole;
                for (int i = 0; i < arriving_n; i++)
                        assert_false(history_add(&again, &arriving[i]));
                assert_same_history(&whole, &again);
        }
}

static void what_the_loader_adds_and_takes_off_ends_in_the_same_sums(void **state)
{
        static struct timeline before, after;

        (void)state;
        for (int round = 0; round < ROUNDS / 4; round++) {
                uint64_t sum = 0;

                each_dossier();
                shuffle();
                history_of(&parts[0], NULL, 0);
                timeline_derive(&parts[0], rule_of(RULE_FORM06), zone, &before);
                for (int i = 0; i < arriving_n;) {
                        for (int n = 1 + pick(4); n > 0 && i < arriving_n; n--)
                                history_add(&parts[0], &arriving[i++]);
                        timeline_derive(&parts[0], rule_of(RULE_FORM06), zone, &after);
                        sum += flows_hash(&after) - flows_hash(&before);
                        before = after;
                }
                timeline_derive(&whole, rule_of(RULE_FORM06), zone, &after);
                assert_int_equal(sum, flows_hash(&after));
        }
}

/* Among random dossiers there are those that the properties are about. */
static void random_dossiers_have_it_all(void **state)
{
        static struct standing s;
        int of_mark[32] = {0}, superseded = 0, lifted = 0, steps_only = 0, empty = 0;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                each_dossier();
                timeline_derive(&whole, rule_of(RULE_FORM06), zone, &t);
                standing_of(&whole, &s);
                for (int bit = 0; bit < 32; bit++)
                        of_mark[bit] += t.marks >> bit & 1;
                for (int i = 0; i < whole.n; i++)
                        superseded += standing_supersedes(&s, &whole.of[i]);
                lifted += t.lifted != STATUS_UNKNOWN;
                empty += s.n == 0;
                for (int i = 0; i < s.n; i++)
                        if (s.of[i]->kind != KIND_STEP)
                                break;
                        else if (i == s.n - 1)
                                steps_only++;
        }
        for (int bit = 0; bit <= 20; bit++)
                if (of_mark[bit] < 5)
                        fail_msg("mark %d: %d of %d dossiers", bit, of_mark[bit], ROUNDS);
        assert_true(superseded > ROUNDS && lifted > 5 && steps_only > 20 && empty > 20);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(any_order_repetition_and_grouping_give_the_same_facts),
                cmocka_unit_test(a_replay_changes_nothing),
                cmocka_unit_test(what_the_loader_adds_and_takes_off_ends_in_the_same_sums),
                cmocka_unit_test(random_dossiers_have_it_all),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
