/* SPDX-License-Identifier: Apache-2.0
 *
 * test_batch.c - statements grouped by dossier: none lost when the tables grow, found again once sorted, and of
 * what is claimed of agencies and procedures what was stated last.
 */
#include "tests/support/unit.h"

#include "consumers/load/batch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct text id_of(int number, char out[static 32])
{
        const int n = snprintf(out, 32, "000.00.17.H58-22-%d", number * 7919 % 20011);
        return (struct text){out, (size_t)n};
}

static void add(struct batch_dossiers *b, struct text id, const struct statement *s)
{
        batch_add(b, id, batch_hash(id), s);
        batch_claim(b, s, s->agency);
}

static int statements_of(const struct batch_dossiers *b, const struct batch_dossier *d, int64_t *sum)
{
        int n = 0;
        *sum = 0;
        for (uint32_t i = 0; i < d->statement_n; i++, n++) {
                struct statement s;
                batch_statement(b, d, i, &s);
                *sum += s.occurred_at;
        }
        return n;
}

static void an_empty_batch_is_ready(void **state)
{
        (void)state;
        struct batch_dossiers b = {0};
        assert_int_equal(batch_bytes(&b), 0);
        batch_sort(&b);
        assert_null(batch_find(&b, TEXT("a")));
        batch_clear(&b);
        batch_free(&b);
        batch_free(&b);
}

static void tables_grow_and_keep_everything(void **state)
{
        (void)state;
        enum { DOSSIERS = 20000, EACH = 3 };
        struct batch_dossiers b = {0};
        char id[32];
        for (int life = 0; life < 2; life++) { /* again in the memory of the first */
                for (int64_t i = 0; i < DOSSIERS * EACH; i++)
                        add(&b, id_of((int)(i % DOSSIERS), id), &(struct statement){.occurred_at = i});
                assert_int_equal(b.dossier_n, DOSSIERS);
                assert_int_equal(b.statement_n, DOSSIERS * EACH);
                batch_sort(&b);
                batch_sort(&b); /* it comes again after a conflict */
                for (size_t i = 1; i < b.dossier_n; i++)
                        assert_true(text_compare(batch_id(&b, &b.dossiers[i - 1]),
                                                 batch_id(&b, &b.dossiers[i])) < 0);
                for (int i = 0; i < DOSSIERS; i++) {
                        int64_t sum;
                        const struct batch_dossier *d = batch_find(&b, id_of(i, id));
                        assert_non_null(d);
                        assert_int_equal(statements_of(&b, d, &sum), EACH);
                        assert_int_equal(sum, 3LL * i + 3LL * DOSSIERS);
                }
                assert_null(batch_find(&b, TEXT("000.00.17.H58-22-")));
                assert_null(batch_find(&b, TEXT("zzz")));
                assert_true(batch_bytes(&b) > DOSSIERS * EACH * 64);
                batch_clear(&b);
                assert_int_equal(b.dossier_n + b.statement_n, 0);
        }
        batch_free(&b);
}

static void ids_are_compared_as_bytes(void **state)
{
        (void)state;
        static const char *const order[] = {"A", "A-", "A-1", "AA", "a", "\xc4\x90"};
        const size_t n = sizeof(order) / sizeof(order[0]);
        struct batch_dossiers b = {0};
        for (size_t i = n; i-- > 0;)
                add(&b, text_of(order[i]), &(struct statement){0});
        batch_sort(&b);
        for (size_t i = 0; i < n; i++)
                assert_true(text_equal(batch_id(&b, &b.dossiers[i]), text_of(order[i])));
        batch_free(&b);
}

/* Ids that are alike for long, of any length, against a plain comparison. */
static void any_ids_come_in_order(void **state)
{
        (void)state;
        unsigned seed = 11;
        for (int round = 0; round < 40; round++) {
                struct batch_dossiers b = {0};
                const int n = 1 + rand_r(&seed) % 400, letters = 1 + rand_r(&seed) % 3;
                for (int i = 0; i < n; i++) {
                        char id[DOSSIER_ID_MOST];
                        const size_t len = 1 + (size_t)rand_r(&seed) % sizeof(id);
                        for (size_t k = 0; k < len; k++)
                                id[k] = (char)(rand_r(&seed) % 20 ? 'a' : 'a' + rand_r(&seed) % letters);
                        id[0] = rand_r(&seed) % 9 ? 'a' : '\xc4';
                        add(&b, (struct text){id, len}, &(struct statement){.occurred_at = i});
                }
                batch_sort(&b);
                for (size_t i = 1; i < b.dossier_n; i++)
                        assert_true(text_compare(batch_id(&b, &b.dossiers[i - 1]),
                                                 batch_id(&b, &b.dossiers[i])) < 0);
                for (size_t i = 0; i < b.dossier_n; i++)
                        assert_ptr_equal(batch_find(&b, batch_id(&b, &b.dossiers[i])), &b.dossiers[i]);
                batch_free(&b);
        }
}

static micros any_time(unsigned *seed)
{
        static const micros near[] = {0, 1, INT32_MAX, INT32_MIN, INT32_MAX + 1LL, INT32_MIN - 1LL, NO_TIME};
        const size_t n = sizeof(near) / sizeof(near[0]);
        const size_t i = (size_t)rand_r(seed) % (n + 2);
        return i < n ? near[i] : 1640995200 * MICROS_PER_SECOND + rand_r(seed);
}

/* Everything that a statement may say, so also what only few say. */
static void make_any(struct statement *s, unsigned *seed)
{
        uint8_t *const codes = &s->case_kind;
        *s = (struct statement){.occurred_at = rand_r(seed), .stated_at = any_time(seed), .since = NO_TIME};
        s->kind = (uint8_t)(rand_r(seed) % KIND_COUNT);
        s->status = (uint8_t)(rand_r(seed) % STATUS_COUNT);
        s->stated_first = rand_r(seed) % 9 ? s->stated_at : any_time(seed);
        s->observed_at =
                s->stated_at == NO_TIME ? any_time(seed) : s->stated_at + any_time(seed) % (1LL << 40);
        s->retracted_at = rand_r(seed) % 9 ? NO_TIME : any_time(seed);
        s->sequence = rand_r(seed) % 9 ? rand_r(seed) : (int64_t)UINT32_MAX + rand_r(seed) % 3 - 1;
        s->submitted_at = any_time(seed);
        s->due_at = any_time(seed);
        s->content = (uint32_t)rand_r(seed) << 3;
        s->agency = (uint32_t)rand_r(seed) % 2 ? AGENCY_ID_MOST : 0;
        s->received_by = (uint32_t)rand_r(seed) & AGENCY_ID_MOST;
        s->procedure = (uint32_t)rand_r(seed) & PROCEDURE_ID_MOST;
        s->field = (uint16_t)rand_r(seed);
        s->source = (uint16_t)rand_r(seed);
        for (int i = 0; i < 7; i++) /* case_kind to digitised */
                codes[i] = (uint8_t)(rand_r(seed) % 3);
        if (rand_r(seed) % 9 == 0)
                s->rating = RATING_DISLIKE;
        s->occurred_day = rand_r(seed) % 2;
        s->stated_ahead = rand_r(seed) % 2;
}

static void assert_same(const struct statement *a, const struct statement *b)
{
        assert_int_equal(statement_compare(a, b), 0);
        assert_int_equal(a->content, b->content);
        assert_int_equal(a->stated_at, b->stated_at);
        assert_int_equal(a->stated_first, b->stated_first);
        assert_int_equal(a->observed_at, b->observed_at);
        assert_int_equal(a->retracted_at, b->retracted_at);
        assert_int_equal(a->since, b->since);
        assert_int_equal(a->stated_ahead, b->stated_ahead);
}

static void a_statement_comes_back_as_it_was(void **state)
{
        (void)state;
        enum { ALL = 5000 };
        struct statement *all = calloc(ALL, sizeof(*all)), s;
        struct batch_dossiers b = {0};
        unsigned seed = 3;
        assert_non_null(all);
        for (int i = 0; i < ALL; i++) {
                make_any(&all[i], &seed);
                add(&b, TEXT("x"), &all[i]);
        }
        batch_sort(&b);
        for (uint32_t i = 0; i < ALL; i++) {
                batch_statement(&b, &b.dossiers[0], i, &s);
                assert_same(&s, &all[i]);
        }
        batch_free(&b);
        free(all);
}

/* Histories as read stand one behind the other, however often their block moves. */
static void histories_keep_their_place(void **state)
{
        (void)state;
        enum { DOSSIERS = 2000 };
        struct batch_dossiers b = {0};
        char id[32], history[40];
        for (int i = 0; i < DOSSIERS; i++)
                add(&b, id_of(i, id), &(struct statement){0});
        for (int round = 0; round < 2; round++) {
                batch_read_anew(&b);
                for (int i = 0; i < DOSSIERS; i++) {
                        memset(history, i + round, sizeof(history));
                        batch_read_history(&b, &b.dossiers[i],
                                           (struct text){history, (size_t)i % sizeof(history)});
                }
        }
        for (int i = 0; i < DOSSIERS; i++) {
                const struct batch_dossier *d = &b.dossiers[i];
                memset(history, i + 1, sizeof(history));
                assert_int_equal(d->history_len, (size_t)i % sizeof(history));
                if (d->history_len)
                        assert_memory_equal(b.histories.at + d->history_at, history, d->history_len);
        }
        batch_free(&b);
}

/* The event is gone once its statement was added. */
static void what_a_statement_borrows_lives_as_long_as_the_batch(void **state)
{
        (void)state;
        enum { DOCUMENTS = 4000 };
        struct batch_dossiers b = {0};
        char id[32];
        for (int life = 0; life < 2; life++) { /* again in the memory of the first */
                for (int i = 0; i < DOCUMENTS; i++) {
                        struct said_occurrence occurrences[OCCURRENCES_MOST] = {0};
                        char about[DOSSIER_ID_MOST];
                        memset(about, i, sizeof(about));
                        for (int o = 0; o < OCCURRENCES_MOST; o++)
                                occurrences[o].occurred_at = i * 100 + o;
                        add(&b, id_of(i, id),
                            &(struct statement){.kind = KIND_DOCUMENT,
                                                .occurrence_n = (uint8_t)(i % (OCCURRENCES_MOST + 1)),
                                                .occurrence = occurrences,
                                                .about_len = (uint8_t)(i % (DOSSIER_ID_MOST + 1)),
                                                .about = about});
                }
                batch_sort(&b);
                for (int i = 0; i < DOCUMENTS; i++) {
                        struct statement s;
                        char about[DOSSIER_ID_MOST];
                        memset(about, i, sizeof(about));
                        batch_statement(&b, batch_find(&b, id_of(i, id)), 0, &s);
                        assert_int_equal(s.occurrence_n, i % (OCCURRENCES_MOST + 1));
                        for (int o = 0; o < s.occurrence_n; o++)
                                assert_int_equal(s.occurrence[o].occurred_at, i * 100 + o);
                        if (s.about_len)
                                assert_memory_equal(s.about, about, s.about_len);
                }
                assert_true(batch_bytes(&b) > DOCUMENTS * (sizeof(struct statement) + DOSSIER_ID_MOST / 2));
                batch_clear(&b);
        }
        batch_free(&b);
}

static void say(struct batch_dossiers *b, uint32_t agency, uint8_t level, uint32_t procedure, uint16_t field,
                micros stated_at, int64_t content)
{
        const struct statement s = {.stated_at = stated_at,
                                    .content = (uint32_t)content,
                                    .agency = agency,
                                    .level = level,
                                    .procedure = procedure,
                                    .field = field};
        add(b, TEXT("x"), &s);
}

static void assert_claim(const struct member_claims *claims, size_t at, uint32_t member, uint32_t value)
{
        assert_true(at < claims->n);
        assert_int_equal(claims->of[at].member, member);
        assert_int_equal(claims->of[at].value, value);
}

static void the_claim_stated_last_stands(void **state)
{
        (void)state;
        struct batch_dossiers b = {0};
        say(&b, 3, COMMUNE, 5, 50, 200, 1);
        say(&b, 3, DISTRICT, 5, 51, 100, 9); /* earlier */
        say(&b, 2, COMMUNE, 4, 40, -5, 1);
        say(&b, 2, PROVINCE, 4, 41, 5, 1); /* later */
        batch_sort(&b);
        assert_int_equal(b.levels.n, 2);
        assert_claim(&b.levels, 0, 2, PROVINCE);
        assert_claim(&b.levels, 1, 3, COMMUNE);
        assert_int_equal(b.fields.n, 2);
        assert_claim(&b.fields, 0, 4, 41);
        assert_claim(&b.fields, 1, 5, 50);
        batch_free(&b);
}

/* The content is compared as the signed number that stands in the warehouse, in whatever order both are met. */
static void equal_times_are_decided_by_content(void **state)
{
        (void)state;
        struct batch_dossiers b = {0};
        for (int turned = 0; turned < 2; turned++) {
                say(&b, 1, turned ? COMMUNE : DISTRICT, 1, turned ? 11 : 12, 7, turned ? -1 : 1);
                say(&b, 1, turned ? DISTRICT : COMMUNE, 1, turned ? 12 : 11, 7, turned ? 1 : -1);
                batch_sort(&b);
                assert_int_equal(b.levels.n, 1);
                assert_claim(&b.levels, 0, 1, DISTRICT);
                assert_claim(&b.fields, 0, 1, 12);
                assert_int_equal(b.levels.of[0].content, 1);
                batch_clear(&b);
        }
        batch_free(&b);
}

static void nothing_is_claimed_of_nothing(void **state)
{
        (void)state;
        struct batch_dossiers b = {0};
        say(&b, 1, LEVEL_UNKNOWN, 1, 0, 1, 1);
        say(&b, 0, COMMUNE, 0, 9, 1, 1);
        assert_int_equal(b.levels.n + b.fields.n, 0);
        batch_free(&b);
}

static void claims_of_many_members(void **state)
{
        (void)state;
        enum { MEMBERS = 3000 };
        struct batch_dossiers b = {0};
        for (int life = 0; life < 2; life++) {
                for (uint32_t i = 0; i < MEMBERS; i++)
                        say(&b, 1 + (i * 1009 % MEMBERS) * 50, PROVINCE, MEMBERS - i, 1, 1, 1);
                assert_int_equal(b.levels.n, MEMBERS);
                batch_sort(&b);
                for (uint32_t i = 0; i < MEMBERS; i++) {
                        assert_claim(&b.levels, i, 1 + i * 50, PROVINCE);
                        assert_claim(&b.fields, i, 1 + i, 1);
                }
                batch_clear(&b);
                assert_int_equal(b.levels.n + b.fields.n, 0);
        }
        batch_free(&b);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_empty_batch_is_ready),
                cmocka_unit_test(tables_grow_and_keep_everything),
                cmocka_unit_test(ids_are_compared_as_bytes),
                cmocka_unit_test(any_ids_come_in_order),
                cmocka_unit_test(a_statement_comes_back_as_it_was),
                cmocka_unit_test(histories_keep_their_place),
                cmocka_unit_test(what_a_statement_borrows_lives_as_long_as_the_batch),
                cmocka_unit_test(the_claim_stated_last_stands),
                cmocka_unit_test(equal_times_are_decided_by_content),
                cmocka_unit_test(nothing_is_claimed_of_nothing),
                cmocka_unit_test(claims_of_many_members),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
