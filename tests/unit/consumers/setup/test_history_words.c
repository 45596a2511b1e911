/* SPDX-License-Identifier: Apache-2.0
 *
 * test_history_words.c - histories as hentra 0.1 wrote them.
 */
#include "consumers/setup/history_words.h"
#include "tests/support/dossier_random.h"

enum { ROUNDS = 3000 };

static struct history one, back;
static int64_t words[(HISTORY_MOST + 1) * HISTORY_WORDS];

/* As hentra 0.1 had it; the lower half of the hash is lost since. */
static void pack(const struct statement *s, int64_t out[static HISTORY_WORDS])
{
        out[0] = s->occurred_at;
        out[1] = s->sequence;
        out[2] = (int64_t)((uint64_t)s->content << 32 | 12345);
        out[3] = s->stated_at;
        out[4] = s->observed_at;
        out[5] = s->submitted_at;
        out[6] = s->due_at;
        out[7] = (int64_t)((uint64_t)s->agency << 40 | (uint64_t)s->received_by << 16 | s->source);
        out[8] = (int64_t)((uint64_t)s->procedure << 40 | (uint64_t)s->field << 24 |
                           (uint64_t)s->stated_ahead << 18 | (uint64_t)s->digitised << 16 |
                           (uint64_t)s->payment << 14 | (uint64_t)s->service << 12 |
                           (uint64_t)s->return_channel << 10 | (uint64_t)s->channel << 8 |
                           (uint64_t)s->level << 6 | (uint64_t)s->case_kind << 4 | s->status);
}

static size_t pack_all(const struct history *from)
{
        for (int i = 0; i < from->n; i++)
                pack(&from->of[i], &words[i * HISTORY_WORDS]);
        return (size_t)from->n * HISTORY_WORDS;
}

static bool read_words(size_t n)
{
        return history_of_words(&back, words, n, true);
}

static void some_words(void)
{
        some_dossier();
        for (int i = 0; i < said_n; i++)
                said[i].stated_first = said[i].stated_at, said[i].since = said[i].retracted_at = NO_TIME;
        history_of(&one, said, said_n);
}

static void words_give_the_same_set_again(void **state)
{
        (void)state;
        for (int round = 0; round < ROUNDS; round++) {
                some_words();
                assert_true(read_words(pack_all(&one)));
                assert_true(back.truncated);
                assert_int_equal(one.n, back.n);
                for (int i = 0; i < one.n; i++) {
                        assert_int_equal(statement_compare(&one.of[i], &back.of[i]), 0);
                        assert_int_equal(one.of[i].stated_at, back.of[i].stated_at);
                        assert_int_equal(one.of[i].stated_at, back.of[i].stated_first);
                        assert_int_equal(one.of[i].observed_at, back.of[i].observed_at);
                        assert_int_equal(one.of[i].stated_ahead, back.of[i].stated_ahead);
                        assert_int_equal(back.of[i].since, NO_TIME);
                        assert_int_equal(back.of[i].retracted_at, NO_TIME);
                }
        }
}

/* Two that the whole hash put in another order than its upper half does. */
static void their_order_may_have_been_another(void **state)
{
        int64_t kept[HISTORY_WORDS];

        (void)state;
        do
                some_words();
        while (one.n < 2);
        const size_t n = pack_all(&one);
        memcpy(kept, words, sizeof(kept));
        memmove(words, words + HISTORY_WORDS, (n - HISTORY_WORDS) * sizeof(words[0]));
        memcpy(words + n - HISTORY_WORDS, kept, sizeof(kept));
        assert_true(read_words(n));
        assert_int_equal(statement_compare(&one.of[0], &back.of[0]), 0);
}

static void a_damaged_row_is_refused(void **state)
{
        (void)state;
        some_words();
        const size_t n = pack_all(&one);
        assert_true(read_words(n));
        assert_false(read_words(0));
        assert_false(read_words(n - 1));
        assert_false(read_words((HISTORY_MOST + 1) * HISTORY_WORDS));
        words[n - 1] |= 15; /* no such status */
        assert_false(read_words(n));
        pack_all(&one);
        words[n - 1] |= 1 << 20; /* a bit that means nothing */
        assert_false(read_words(n));
        pack_all(&one);
        words[0] = MOMENT_LIMIT;
        assert_false(read_words(n));
        pack_all(&one);
        memcpy(words + n, words, HISTORY_WORDS * sizeof(words[0])); /* a double */
        assert_false(read_words(n + HISTORY_WORDS));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_give_the_same_set_again),
                cmocka_unit_test(their_order_may_have_been_another),
                cmocka_unit_test(a_damaged_row_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
