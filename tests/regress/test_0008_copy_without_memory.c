/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0008_copy_without_memory.c - libpq had no memory for the server's answer to a COPY, took it for half of one, and waited for
 * the rest for ever: server and loader waited for each other, and SIGTERM did not end it. Found by tests/faults/nth.sh.
 */
#include "tests/support/world.h"

#include <stdlib.h>

/* The C library's allocator, of which the n-th call fails. A sanitizer or valgrind has an allocator of its own: there nothing fails,
 * and the test says nothing. */
static int fails_at; /* 0: none */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t size);

void *malloc(size_t size)
{
        return fails_at > 0 && --fails_at == 0 ? NULL : __libc_malloc(size);
}
#endif

enum { CALLS = 40, PATIENCE = 20 };

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "copy_memory", NULL);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static void the_answer_to_a_copy_is_not_waited_for_in_vain(void **state)
{
        struct pg *pg = world_connect(&world, "copy");
        (void)state;
        sql_run(pg, "create table t (n integer)");
        for (int n = 1; n <= CALLS; n++) {
                struct err e;
                alarm(PATIENCE); /* ends the test */
                fails_at = n;
                const enum fault fault = pg_copy_begin(pg, "copy t from stdin (format binary)", &e);
                fails_at = 0;
                if (fault == OK)
                        pg_copy_abort(pg);
                if (pg_broken(pg)) {
                        pg_close(pg);
                        pg = world_connect(&world, "copy");
                }
                assert_sql(pg, "0", "select count(*) from t");
        }
        alarm(0);
        pg_close(pg);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(the_answer_to_a_copy_is_not_waited_for_in_vain)};
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
