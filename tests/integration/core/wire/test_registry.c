/* SPDX-License-Identifier: Apache-2.0
 *
 * test_registry.c - many questions for ids at a time, at a real registry: each gets its answer, whoever else
 * asks.
 */
#include "tests/support/framed.h"

#include "core/program/keys.h"
#include "core/wire/registry.h"
#include <stdio.h>
#include <stdlib.h>

static struct registry *open_registry(const char *url)
{
        struct registry *r;
        struct conf *conf;
        struct err e;
        setenv("HENTRA_SCHEMA_REGISTRY_URL", url, 1);
        DONE(conf_open(&conf, &settings, "/dev/null", NULL, &e));
        DONE(registry_open(&r, conf, &e));
        conf_close(conf);
        return r;
}

/* The answer to the first has come when the second is asked for, and is not lost by that. */
static void each_id_gets_its_answer(void **state)
{
        struct registry *r = open_registry(framed_line.url);
        struct text schema[2];
        struct err e;
        (void)state;
        assert_int_equal(registry_schema(r, framed_ids[0], &schema[0], &e), RETRY);
        UNTIL(!registry_asks(r), {
                registry_wait(r, framed_ids[0], 100);
                DONE(registry_work(r, &e));
        });
        assert_int_equal(registry_schema(r, framed_ids[1], &schema[1], &e), RETRY);
        DONE(registry_schema(r, framed_ids[0], &schema[0], &e));
        assert_true(schema[0].len > 100);
        UNTIL(registry_schema(r, framed_ids[1], &schema[1], &e) == OK, registry_wait(r, framed_ids[1], 100));
        assert_true(schema[1].len > schema[0].len);
        registry_close(r);
}

/* More ids than are kept, of which the registry knows none, and one that it never answers for: those who go on
 * asking get their answers. */
static void ids_without_end_hold_up_none(void **state)
{
        enum { IDS = REGISTRY_QUESTIONS_MOST + 44, JUNK = 1000000 };
        struct registry *r = open_registry(line_url(&framed_line, "away", JUNK));
        bool told[IDS] = {0};
        int left = IDS;
        struct text schema;
        struct err e;
        (void)state;
        for (int i = 0; i < IDS; i++)
                assert_int_equal(registry_schema(r, JUNK + i, &schema, &e), RETRY);
        UNTIL(left == 1, {
                for (int i = 0; i < IDS; i++) {
                        if (told[i] || registry_schema(r, JUNK + i, &schema, &e) == RETRY)
                                continue;
                        assert_int_equal(e.kind, POISON);
                        told[i] = true;
                        left--;
                }
                registry_wait(r, JUNK, 10);
        });
        assert_false(told[0]);
        assert_true(registry_failed(r, JUNK));
        registry_close(r);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_id_gets_its_answer),
                cmocka_unit_test(ids_without_end_hold_up_none),
        };
        if (registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, framed_begin, framed_end);
}
