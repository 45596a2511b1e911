/* SPDX-License-Identifier: Apache-2.0
 *
 * test_schema_command.c - `hentra schema` and a real registry: before, and after somebody else was there.
 */
#include "tests/support/child.h"
#include "tests/support/connected.h"
#include "tests/support/registered.h"

#include "core/lib/json.h"
#include "generated/embedded.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char status[100], alert[100]; /* the subjects */

static int begin(void **state)
{
        (void)state;
        char line[200];
        snprintf(line, sizeof(line), "schema.registry.url=%s\nschema.registry.timeout=20s\n",
                 registered_url());
        world_open(&world, "schema_command", line);
        snprintf(status, sizeof(status), "%s-value", world.topic);
        snprintf(alert, sizeof(alert), "%s-value", conf_text(world.conf, "topic.alert"));
        return 0;
}

static int end(void **state)
{
        return connected_end(state);
}

/* The command ends with this code, and says so about the subject of events. */
static void expect(int code, const char *verb, const char *said)
{
        struct child c;
        char line[300];
        snprintf(line, sizeof(line), "%s: %s", status, said);
        assert_exit(code, &c, &world, "schema", verb);
        assert_says(child_out(&c), line);
        child_close(&c);
}

static void test_nothing_is_there_then_everything(void **state)
{
        (void)state;
        expect(0, "list", "nothing is registered");
        expect(0, "check", "not registered, would be the first version");
        expect(0, "list", "nothing is registered"); /* looking changed nothing */
        registered_add(status,
                       (struct text){embedded_status_schemas[0].text, embedded_status_schemas[0].len});
        expect(0, "check", "not registered, can follow version 1");
        expect(0, "register", "id ");
        expect(0, "check", "registered, version 2, id ");
        expect(0, "list", "version 1, id ");
        expect(0, "list", "version 2, id ");
}

static void test_the_list_is_for_programs_too(void **state)
{
        struct child c;
        struct json_node *root;
        struct text name;
        struct err e;
        (void)state;
        assert_exit(0, &c, &world, "schema", "list", "--format", "json");
        DONE(json_read(&root, text_of(child_out(&c)), &e));
        assert_int_equal(json_items(root), 3);
        assert_true(json_text_of(json_member(json_item(root, 1), "hentra"), &name) &&
                    text_equal(name, TEXT("v2")));
        assert_true(json_text_of(json_member(json_item(root, 2), "subject"), &name) &&
                    text_equal(name, text_of(alert)));
        json_close(root);
        child_close(&c);
}

static void test_what_a_stranger_put_there_is_named(void **state)
{
        (void)state;
        registered_add(status,
                       TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"a\",\"type\":"
                            "\"int\"}]}"));
        struct child c;
        assert_exit(0, &c, &world, "schema", "list");
        assert_says(child_out(&c), "none of this hentra's, cannot be read: ");
        child_close(&c);
        /* Ours is among the versions, so producers go on. */
        expect(0, "check", "registered, version 2");
}

static void test_a_subject_of_somebody_else_is_refused(void **state)
{
        struct child c;
        char topic[128];
        (void)state;
        snprintf(topic, sizeof(topic), "topic.status=%s-other", world.topic);
        char subject[160];
        snprintf(subject, sizeof(subject), "%s-other-value", world.topic);
        registered_add(subject,
                       TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"a\",\"type\":"
                            "\"int\"}]}"));
        const char *const verbs[] = {"check", "register"};
        for (int i = 0; i < 2; i++) {
                assert_exit(1, &c, &world, "schema", verbs[i], "--set", topic);
                assert_says(child_out(&c), "could not read what version 1 wrote");
                assert_says(child_out(&c), alert); /* the other subject is looked at all the same */
                child_close(&c);
        }
}

static void test_a_registry_that_is_away(void **state)
{
        struct child c;
        (void)state;
        assert_exit(1, &c, &world, "schema", "list", "--wait", "0", "--set",
                    "schema.registry.url=http://127.0.0.1:1");
        assert_says(child_err(&c), "is away");
        child_close(&c);
        assert_exit(1, &c, &world, "schema", "list", "--wait", "1", "--format", "json", "--set",
                    "schema.registry.url=http://127.0.0.1:1");
        assert_says(child_err(&c), "registry.away"); /* before it gives up */
        assert_string_equal(child_out(&c), "");      /* half a table is no JSON */
        child_close(&c);
        assert_exit(2, &c, &world, "schema", "list", "--set", "schema.registry.url=127.0.0.1:8081");
        child_close(&c);
        assert_exit(2, &c, &world, "schema", "list", "--set", "schema.registry.password=geheim");
        assert_null(strstr(child_err(&c), "geheim"));
        child_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_nothing_is_there_then_everything),
                cmocka_unit_test(test_the_list_is_for_programs_too),
                cmocka_unit_test(test_what_a_stranger_put_there_is_named),
                cmocka_unit_test(test_a_subject_of_somebody_else_is_refused),
                cmocka_unit_test(test_a_registry_that_is_away),
        };
        if (world_lacks(SERVER_PG | PROGRAM) || registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}
