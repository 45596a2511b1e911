/* SPDX-License-Identifier: Apache-2.0
 *
 * test_queue.c - who may have how many jobs waiting, and whose comes next.
 */
#include "consumers/dashboard/workers/queue.h"
#include "tests/support/unit.h"

enum { ENOUGH = 100 /* processes that are free */ };
static int done;

static void on_done(void *context, int status, struct text body)
{
        (void)context;
        (void)body;
        assert_int_equal(status, 200);
        done++;
}

static int fill(struct queue *q, const char *role)
{
        int n = 0;
        while (n < 1000 && queue_add(q, TEXT("job"), role, false, on_done, NULL))
                n++;
        return n;
}

static void empty(struct queue *q)
{
        struct task *t;
        while ((t = queue_take(q, ENOUGH)))
                queue_finish(q, t, 200, TEXT(""));
}

static void a_role_leaves_as_many_places_as_it_takes(void **state)
{
        struct queue q;
        (void)state;
        queue_open(&q, 512, QUEUE_BY_ROLE, 0);
        assert_int_equal(fill(&q, "much"), 256);
        assert_int_equal(fill(&q, "other"), 128);
        assert_int_equal(fill(&q, "third"), 64);
        assert_int_equal(fill(&q, "much"), 0);
        for (int i = 0; i < 9; i++) { /* whoever comes next finds one */
                char role[] = "role 0";
                role[5] = (char)('0' + i);
                if (q.n < 511)
                        assert_true(queue_add(&q, TEXT("job"), role, false, on_done, NULL));
        }
        /* What is being answered counts. */
        struct task *t = queue_take(&q, ENOUGH);
        assert_string_equal(t->role, "much");
        assert_false(queue_add(&q, TEXT("job"), "much", false, on_done, NULL));
        queue_finish(&q, t, 200, TEXT(""));
        empty(&q);
        assert_int_equal(q.n, 0);
        assert_int_equal(fill(&q, "much"), 256);
        empty(&q);
}

static void the_role_with_the_fewest_at_work_is_next(void **state)
{
        static const char *const next[] = {"a", "b", "c", "a", "b", "a"};
        struct queue q;
        struct task *t[6];
        (void)state;
        queue_open(&q, 512, QUEUE_BY_ROLE, 0);
        for (int i = 0; i < 3; i++)
                assert_true(queue_add(&q, TEXT("job"), "a", false, on_done, NULL));
        for (int i = 0; i < 2; i++)
                assert_true(queue_add(&q, TEXT("job"), "b", false, on_done, NULL));
        assert_true(queue_add(&q, TEXT("job"), "c", false, on_done, NULL));
        for (int i = 0; i < 6; i++) {
                t[i] = queue_take(&q, ENOUGH);
                assert_string_equal(t[i]->role, next[i]);
        }
        assert_null(queue_take(&q, ENOUGH));
        /* In any order. */
        const int order[] = {3, 0, 5, 1, 2, 4}, before = done;
        for (int i = 0; i < 6; i++)
                queue_finish(&q, t[order[i]], 200, TEXT(""));
        assert_int_equal(done - before, 6);
        assert_true(queue_add(&q, TEXT("job"), "a", false, on_done, NULL));
        empty(&q);
}

/* Slow questions: none of them ends. */
static void a_role_leaves_a_process_to_the_others(void **state)
{
        struct queue q;
        struct task *t[4];
        (void)state;
        queue_open(&q, 512, QUEUE_BY_ROLE, 0);
        assert_int_equal(fill(&q, "a"), 256);
        for (int i = 0; i < 3; i++)
                assert_non_null(t[i] = queue_take(&q, 4U - (unsigned)i));
        assert_null(queue_take(&q, 1));
        assert_true(queue_add(&q, TEXT("job"), "b", false, on_done, NULL));
        assert_true(queue_add(&q, TEXT("job"), "b", false, on_done, NULL));
        t[3] = queue_take(&q, 1);
        assert_string_equal(t[3]->role, "b");
        assert_null(queue_take(&q, 0));
        /* The next that is free is for who has none, and came last. */
        assert_true(queue_add(&q, TEXT("job"), "c", false, on_done, NULL));
        queue_finish(&q, t[0], 200, TEXT(""));
        t[0] = queue_take(&q, 1);
        assert_string_equal(t[0]->role, "c");
        for (int i = 0; i < 4; i++)
                queue_finish(&q, t[i], 200, TEXT(""));
        /* With one process in all a role has it. */
        assert_non_null(t[0] = queue_take(&q, 1));
        assert_null(queue_take(&q, 0));
        queue_finish(&q, t[0], 200, TEXT(""));
        empty(&q);
}

/* One process: whoever has much waits behind each of the others, and not they behind all of it. */
static void roles_take_turns(void **state)
{
        static const char *const next[] = {"a", "b", "c", "a", "b", "c", "a", "b", "a", "b"};
        struct queue q;
        (void)state;
        queue_open(&q, 512, QUEUE_BY_ROLE, 0);
        for (int i = 0; i < 20; i++)
                assert_true(queue_add(&q, TEXT("job"), i < 10 ? "a" : "b", false, on_done, NULL));
        for (int i = 0; i < 2; i++)
                assert_true(queue_add(&q, TEXT("job"), "c", false, on_done, NULL));
        for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++) {
                struct task *t = queue_take(&q, 1);
                assert_string_equal(t->role, next[i]);
                queue_finish(&q, t, 200, TEXT(""));
        }
        /* Who was away comes in where the others are, and has saved nothing up. */
        for (int i = 0; i < 3; i++)
                assert_true(queue_add(&q, TEXT("job"), "d", false, on_done, NULL));
        static const char *const later[] = {"d", "a", "b", "d"};
        for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
                struct task *t = queue_take(&q, 1);
                assert_string_equal(t->role, later[i]);
                queue_finish(&q, t, 200, TEXT(""));
        }
        empty(&q);
}

static void a_role_has_so_many_and_is_not_next_again(void **state)
{
        static const char *const next[] = {"a", "b", "c", "a", "b", "a"};
        struct queue q;
        (void)state;
        queue_open(&q, 16, QUEUE_BY_ROLE, 3);
        assert_int_equal(fill(&q, "a"), 3);
        assert_true(queue_add(&q, TEXT("job"), "b", false, on_done, NULL));
        for (int i = 0; i < 6; i++) { /* one process: each is done before the next is taken */
                struct task *t = queue_take(&q, ENOUGH);
                assert_string_equal(t->role, next[i]);
                assert_int_equal(fill(&q, "a"), 0); /* what is being answered counts */
                if (i == 1)
                        assert_true(queue_add(&q, TEXT("job"), "c", false, on_done, NULL));
                if (i == 3)
                        assert_true(queue_add(&q, TEXT("job"), "b", false, on_done, NULL));
                queue_finish(&q, t, 200, TEXT(""));
                if (*next[i] == 'a')
                        assert_int_equal(fill(&q, "a"), 1);
        }
        empty(&q);
}

static void one_that_is_alone_waits_for_none_of_its_role(void **state)
{
        struct queue q;
        (void)state;
        queue_open(&q, 16, QUEUE_BY_ROLE, 3);
        assert_true(queue_add(&q, TEXT("job"), "a", true, on_done, NULL));
        assert_false(queue_add(&q, TEXT("job"), "a", true, on_done, NULL));
        assert_true(queue_add(&q, TEXT("job"), "b", true, on_done, NULL));
        assert_true(queue_add(&q, TEXT("job"), "a", false, on_done, NULL));
        struct task *t = queue_take(&q, ENOUGH);
        assert_false(queue_add(&q, TEXT("job"), "a", true, on_done, NULL));
        queue_finish(&q, t, 200, TEXT(""));
        assert_true(queue_add(&q, TEXT("job"), "a", true, on_done, NULL));
        empty(&q);
}

static void without_roles_it_is_full_when_it_is(void **state)
{
        struct queue q;
        (void)state;
        queue_open(&q, 32, QUEUE_IN_ORDER, 0);
        assert_int_equal(fill(&q, ""), 32);
        empty(&q);
        assert_int_equal(fill(&q, ""), 32);
        empty(&q);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_role_leaves_as_many_places_as_it_takes),
                cmocka_unit_test(the_role_with_the_fewest_at_work_is_next),
                cmocka_unit_test(a_role_leaves_a_process_to_the_others),
                cmocka_unit_test(roles_take_turns),
                cmocka_unit_test(a_role_has_so_many_and_is_not_next_again),
                cmocka_unit_test(one_that_is_alone_waits_for_none_of_its_role),
                cmocka_unit_test(without_roles_it_is_full_when_it_is),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
