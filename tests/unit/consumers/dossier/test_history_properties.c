/* SPDX-License-Identifier: Apache-2.0
 *
 * test_history_properties.c - the set of statements is the same whatever the order, repetition and grouping of
 * what arrives, and whatever numbers a warehouse gave to the codes.
 */
#include "consumers/dossier/history_bytes.h"
#include "tests/support/dossier_random.h"
#include <stdlib.h>

enum { ROUNDS = 6000, BATCHES = 4 };

static struct bytes bytes_a, bytes_b;
static struct history parts[BATCHES], a, b, c;

static bool equal(const struct history *x, const struct history *y)
{
        bytes_clear(&bytes_a);
        bytes_clear(&bytes_b);
        const size_t a_len = history_pack(x, &bytes_a), b_len = history_pack(y, &bytes_b);
        return x->truncated == y->truncated && a_len == b_len && memcmp(bytes_a.at, bytes_b.at, a_len) == 0;
}

static void assert_same(const struct history *x, const struct history *y)
{
        assert_true(equal(x, y));
}

/* Each statement several times, of which one has its stated and one (often another) its observed time. */
static int repeat(struct statement *out)
{
        int n = 0;

        for (int i = 0; i < said_n; i++) {
                int copies = 1 + pick(3), stated = pick(copies), observed = pick(copies);

                for (int j = 0; j < copies; j++) {
                        out[n] = said[i];
                        out[n].stated_at -= j == stated ? 0 : pick(3) * DAY;
                        out[n].stated_first = out[n].stated_at;
                        out[n++].observed_at += j == observed ? 0 : pick(3) * DAY;
                }
        }
        return n;
}

static void shuffle(struct statement *s, int n)
{
        for (int i = n - 1; i > 0; i--) {
                int j = pick(i + 1);
                struct statement kept = s[i];

                s[i] = s[j];
                s[j] = kept;
        }
}

static void any_order_repetition_and_grouping_give_the_same_set(void **state)
{
        static struct statement arriving[3 * SAID_MOST];

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                int n;

                some_dossier();
                n = repeat(arriving);
                shuffle(arriving, n);
                for (int i = 0; i < BATCHES; i++)
                        history_of(&parts[i], NULL, 0);
                for (int i = 0; i < n; i++)
                        history_add(&parts[pick(BATCHES)], &arriving[i]);
                for (int i = 1, into; i < BATCHES; i++) {
                        into = pick(i);
                        history_union(&parts[into], &parts[i]);
                        if (into > 0) /* a later fold takes it along */
                                history_union(&parts[0], &parts[into]);
                }
                history_of(&a, said, said_n);
                assert_same(&a, &parts[0]);
        }
}

static void union_is_commutative_associative_idempotent(void **state)
{
        static struct history left, right;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                int i, j;

                some_dossier();
                i = pick(said_n + 1), j = pick(said_n + 1);
                history_of(&a, said, i > j ? i : j);
                history_of(&b, said + i, said_n - i);
                history_of(&c, said + j, said_n - j);
                left = a, history_union(&left, &b);
                right = b, history_union(&right, &a);
                assert_same(&left, &right);
                history_union(&left, &c);
                right = b, history_union(&right, &c), history_union(&right, &a);
                assert_same(&left, &right);
                assert_false(history_union(&left, &right));
                assert_false(history_union(&left, &left));
                assert_same(&left, &right);
        }
}

static void a_change_is_told_exactly_when_there_is_one(void **state)
{
        static struct history before;

        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                bool changed, differs;

                some_dossier();
                history_of(&a, said, pick(said_n + 1));
                history_of(&b, said + pick(said_n), 1);
                before = a;
                changed = history_union(&a, &b);
                differs = !equal(&before, &a);
                assert_int_equal(changed, differs);
        }
}

static int free_bytes(void **state)
{
        (void)state;
        bytes_free(&bytes_a);
        bytes_free(&bytes_b);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(any_order_repetition_and_grouping_give_the_same_set),
                cmocka_unit_test(union_is_commutative_associative_idempotent),
                cmocka_unit_test(a_change_is_told_exactly_when_there_is_one),
        };
        return cmocka_run_group_tests(tests, NULL, free_bytes);
}
