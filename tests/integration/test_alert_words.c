/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_words.c - what the words of `hentra alert` say to the person who types them: of names that are not there, in which
 * time, and of webhooks that take nothing.
 */
#include "tests/support/program.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;

static int begin(void **state)
{
        (void)state;
        world_open(&world, "alert_words", NULL);
        world_setup(&world, 1);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.agency (code) values ('H.1'), ('H.2')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void names_that_are_not_there(void **state)
{
        (void)state;
        assert_program(0, "no alert stands", "$HENTRA alert list --agency H.1 --rule overdue");
        assert_program(2, "hentra alert: there is no agency 'NIX'\n", "$HENTRA alert list --agency NIX");
        assert_program(2, "there is no agency 'h.2'; did you mean H.2?", "$HENTRA alert list --agency h.2");
        assert_program(2, "there is no rule 'overdeu'; did you mean overdue?",
                       "$HENTRA alert list --rule overdeu --format csv");
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_that_are_not_there),
        };
        return cmocka_run_group_tests(tests, begin, end);
}
