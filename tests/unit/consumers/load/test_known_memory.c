/* SPDX-License-Identifier: Apache-2.0
 *
 * test_known_memory.c - a worker takes a dossier for absent only if it has read the partition from its beginning, and has
 * never written the dossier.
 */
#include "tests/support/unit.h"

#include "consumers/load/known_memory.h"
#include <stdio.h>
#include <stdlib.h>

enum { EACH = 2000 };

static struct position fresh(int32_t position_id)
{
        return (struct position){
                .position_id = position_id, .epoch = 1, .last_offset = -1, .flows_until = NO_DAY};
}

static struct text id_of(unsigned number, char out[static 32])
{
        const int n = snprintf(out, 32, "000.00.17.H58-22-%u", number);
        return (struct text){out, (size_t)n};
}

static void fill(struct batch_dossiers *b, unsigned from)
{
        char id[32];
        batch_clear(b);
        for (unsigned i = from; i < from + EACH; i++)
                batch_add(b, id_of(i, id), batch_hash(id_of(i, id)), &(struct statement){0});
}

static bool covers(const struct known_memory *m, struct position *p)
{
        return known_memory_covers(m, &(struct move){.position = p}, 1);
}

/* A committed batch of `n` positions, each of which moves by 100 offsets. */
static void commit(struct known_memory *m, const struct batch_dossiers *b, struct position *const *positions,
                   size_t n)
{
        struct move moves[2];
        for (size_t i = 0; i < n; i++)
                moves[i] = (struct move){.position = positions[i], .to = positions[i]->next_offset + 100};
        known_memory_add(m, b, moves, n);
        for (size_t i = 0; i < n; i++) {
                positions[i]->next_offset += 100;
                positions[i]->last_offset = positions[i]->next_offset - 1;
        }
}

static int count_known(const struct known_memory *m, unsigned from)
{
        char id[32];
        int n = 0;
        for (unsigned i = from; i < from + EACH; i++)
                n += known_memory_has(m, id_of(i, id));
        return n;
}

static void what_was_written_is_remembered(void **state)
{
        (void)state;
        struct known_memory m = {0};
        struct batch_dossiers b = {0};
        struct position one = fresh(1), two = fresh(2);
        struct position *const both[] = {&one, &two};
        assert_true(covers(&m, &one));
        assert_int_equal(count_known(&m, 0), 0);
        for (unsigned round = 0; round < 10; round++) {
                fill(&b, round * EACH);
                commit(&m, &b, both, 1 + round % 2);
                for (unsigned earlier = 0; earlier <= round; earlier++)
                        assert_int_equal(count_known(&m, earlier * EACH), EACH);
                assert_true(covers(&m, &one));
                assert_true(covers(&m, &two));
        }
        assert_in_range(count_known(&m, 1000 * EACH), 0, EACH / 100);
        batch_free(&b);
        known_memory_free(&m);
}

static void a_gap_is_not_covered(void **state)
{
        (void)state;
        struct known_memory m = {0};
        struct batch_dossiers b = {0};
        struct position one = fresh(1), two = fresh(2), old = fresh(3);
        struct position *const both[] = {&one, &old}, *const all[] = {&one};
        old.last_offset = 7;
        assert_false(covers(&m, &old));
        fill(&b, 0);
        commit(&m, &b, both, 2);
        assert_true(covers(&m, &one));
        assert_false(covers(&m, &old));
        struct move moves[] = {{.position = &one}, {.position = &old}};
        assert_false(known_memory_covers(&m, moves, 2));
        one.epoch = 2; /* another owner had it meanwhile */
        assert_false(covers(&m, &one));
        commit(&m, &b, all, 1);
        assert_false(covers(&m, &one));
        assert_true(covers(&m, &two));
        two.flows_until = 0; /* read before, and set back */
        assert_false(covers(&m, &two));
        batch_free(&b);
        known_memory_free(&m);
}

static void too_many_are_forgotten(void **state)
{
        (void)state;
        struct known_memory m = {0};
        struct batch_dossiers b = {0};
        struct position one = fresh(1), two = fresh(2);
        struct position *const first[] = {&one}, *const then[] = {&two};
        fill(&b, 0);
        commit(&m, &b, first, 1);
        m.remembered = SIZE_MAX / 2;
        fill(&b, EACH);
        commit(&m, &b, then, 1);
        assert_false(covers(&m, &one));
        assert_true(covers(&m, &two));
        assert_int_equal(count_known(&m, EACH), EACH);
        batch_free(&b);
        known_memory_free(&m);
}

static void nothing_is_guessed_once_it_was_wrong(void **state)
{
        (void)state;
        struct known_memory m = {0};
        struct batch_dossiers b = {0};
        struct position one = fresh(1);
        struct position *const first[] = {&one};
        fill(&b, 0);
        commit(&m, &b, first, 1);
        known_memory_refute(&m);
        assert_false(covers(&m, &one));
        commit(&m, &b, first, 1);
        one = fresh(1);
        assert_false(covers(&m, &one));
        batch_free(&b);
        known_memory_free(&m);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_was_written_is_remembered),
                cmocka_unit_test(a_gap_is_not_covered),
                cmocka_unit_test(too_many_are_forgotten),
                cmocka_unit_test(nothing_is_guessed_once_it_was_wrong),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
