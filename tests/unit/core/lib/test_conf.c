/* SPDX-License-Identifier: Apache-2.0
 *
 * test_conf.c - where values come from, which are refused and in which words, what is shown.
 */
#include "tests/support/capture.h"
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "core/lib/conf.h"
#include "core/lib/conf_value.h"
#include "core/program/conf_reference.h"
#include "core/program/keys.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static char file[] = "/tmp/hentra-conf-XXXXXX";

static int make_file(void **state)
{
        (void)state;
        int fd = mkstemp(file);
        close(fd);
        return fd < 0;
}

static int remove_file(void **state)
{
        (void)state;
        return unlink(file);
}

static void write_file(const char *content)
{
        FILE *f = fopen(file, "w");
        assert_non_null(f);
        fputs(content, f);
        fclose(f);
}

static struct conf *open_conf(const char *content, const char *const *set)
{
        struct conf *c;
        struct err e;
        write_file(content);
        if (conf_open(&c, &settings, file, set, &e) != OK)
                fail_msg("%s", e.text);
        return c;
}

static void refused(const char *content, const char *option, const char *says)
{
        const char *set[] = {option, NULL};
        struct conf *c;
        struct err e = {0};
        write_file(content);
        assert_int_equal(conf_open(&c, &settings, file, set, &e), USAGE);
        assert_null(c);
        if (!strstr(e.text, says))
                fail_msg("\"%s\" does not say \"%s\"", e.text, says);
}

static void a_later_place_overrides(void **state)
{
        (void)state;
        struct conf *c = open_conf("", NULL);
        assert_string_equal(conf_text(c, "load.group"), "hentra-load");
        conf_close(c);
        c = open_conf("load.group = of-file\nload.memory=64M\n", NULL);
        assert_string_equal(conf_text(c, "load.group"), "of-file");
        assert_int_equal(conf_count(c, "load.memory"), 64 << 20);
        conf_close(c);
        setenv("HENTRA_LOAD_GROUP", "of-environment", 1);
        c = open_conf("load.group=of-file\n", NULL);
        assert_string_equal(conf_text(c, "load.group"), "of-environment");
        conf_close(c);
        c = open_conf("load.group=of-file\n", (const char *[]){"load.group=of=option", NULL});
        assert_string_equal(conf_text(c, "load.group"), "of=option");
        conf_close(c);
        conf_close(NULL);
        unsetenv("HENTRA_LOAD_GROUP");
}

static void the_file_is_named_or_found(void **state)
{
        (void)state;
        struct conf *c;
        struct err e;
        write_file("load.group=named-by-environment\n");
        setenv("HENTRA_CONFIG", file, 1);
        assert_int_equal(conf_open(&c, &settings, NULL, NULL, &e), OK);
        assert_string_equal(conf_text(c, "load.group"), "named-by-environment");
        conf_close(c);
        unsetenv("HENTRA_CONFIG");
        assert_int_equal(conf_open(&c, &settings, "/tmp/hentra-no-such-file", NULL, &e), USAGE);
        assert_non_null(strstr(e.text, "/tmp/hentra-no-such-file"));

        char folder[] = "/tmp/hentra-conf-folder-XXXXXX", before[4096];
        assert_non_null(mkdtemp(folder));
        assert_non_null(getcwd(before, sizeof(before)));
        assert_int_equal(chdir(folder), 0);
        assert_int_equal(conf_open(&c, &settings, NULL, NULL, &e), OK);
        assert_string_equal(conf_text(c, "load.group"), "hentra-load");
        conf_close(c);
        assert_int_equal(link(file, "hentra.conf"), 0);
        assert_int_equal(conf_open(&c, &settings, NULL, NULL, &e), OK);
        assert_string_equal(conf_text(c, "load.group"), "named-by-environment");
        conf_close(c);
        unlink("hentra.conf");
        assert_int_equal(chdir(before), 0);
        rmdir(folder);
}

static void mistakes_are_named(void **state)
{
        (void)state;
        char where[128];
        snprintf(where, sizeof(where), "%s:2: unknown key load.memry; did you mean load.memory?", file);
        refused("# x\nload.memry=1\n", NULL, where);
        refused("", "colour=red", "--set: unknown key colour (");
        snprintf(where, sizeof(where), "%s:1: load.memory: \"12X\" is not allowed: write a size", file);
        refused("load.memory=12X\n", NULL, where);
        refused("load.memory=1M\n", NULL, "from 8M to 1T");
        refused("load.memory=\n", NULL, "load.memory: \"\" is not allowed");
        refused("load.memory=99999999999999999999\n", NULL, "not allowed");
        refused("load.memory=9223372036854775807T\n", NULL, "not allowed");
        refused("load.lock_timeout=5\n", NULL, "a duration (ms, s, m, h, d) from 100ms to 10m");
        refused("load.lock_timeout=-5s\n", NULL, "a duration");
        refused("topic.partitions=0\n", NULL, "a whole number from 1 to 1024");
        refused("log.level=inf\n", NULL, "one of debug, info, warn, error");
        refused("load.group=a\nload.group=b\n", NULL, "load.group was set before, by");
        refused("[load]\nmemory=1G\n", NULL, "write the key in full, like load.memory");
        refused("", "load.memory", "write --set KEY=VALUE");
        refused("", "=1", "write --set KEY=VALUE");
        refused("kafka.=1\n", NULL, "unknown key kafka.");
}

static void unknown_variables_are_named(void **state)
{
        (void)state;
        setenv("HENTRA_LOAD_MEMRY", "64M", 1);
        refused("", NULL, "HENTRA_LOAD_MEMRY stands for no key; did you mean HENTRA_LOAD_MEMORY?");
        unsetenv("HENTRA_LOAD_MEMRY");
        setenv("HENTRA_LOAD_MEMORY", "much", 1);
        refused("", NULL, "environment: HENTRA_LOAD_MEMORY: load.memory: \"much\" is not allowed");
        unsetenv("HENTRA_LOAD_MEMORY");
        setenv("HENTRA_TEST_ANYTHING", "1", 1);
        conf_close(open_conf("", NULL));
        unsetenv("HENTRA_TEST_ANYTHING");
}

static void secrets_are_refused_from_the_command_line(void **state)
{
        (void)state;
        static const char *const secrets[] = {"kafka.sasl.password=x", "warehouse.password=x",
                                              "warehouse.sslpassword=x", "kafka.ssl.key.pem=x",
                                              "kafka.sasl.oauthbearer.client.secret=x"};
        for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
                refused("", secrets[i], "a secret on the command line");
        conf_close(open_conf("warehouse.password=x\n", NULL));
}

static enum fault collect(void *context, const char *key, const char *value, struct err *e)
{
        struct bytes *seen = context;
        bytes_add(seen, key, strlen(key));
        bytes_add(seen, "=", 1);
        bytes_add(seen, value, strlen(value));
        bytes_add(seen, "\n", 1);
        return strcmp(key, "stop") == 0 ? fail(e, FATAL, "stopped") : OK;
}

static void keys_of_other_programs_are_passed_on(void **state)
{
        (void)state;
        setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", "b:9092", 1);
        setenv("HENTRA_WAREHOUSE_CONNECT_TIMEOUT", "7", 1);
        struct conf *c = open_conf("kafka.linger.ms=5\nwarehouse.host=h\nkafka.a=1\n", NULL);
        struct bytes kafka = {0}, warehouse = {0};
        struct err e;
        assert_int_equal(conf_each(c, "kafka.", collect, &kafka, &e), OK);
        assert_int_equal(conf_each(c, "warehouse.", collect, &warehouse, &e), OK);
        bytes_add(&kafka, "", 1);
        bytes_add(&warehouse, "", 1);
        assert_string_equal((char *)kafka.at, "a=1\nbootstrap.servers=b:9092\nlinger.ms=5\n");
        assert_string_equal((char *)warehouse.at, "connect_timeout=7\nhost=h\n");
        conf_close(c);
        unsetenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS");
        unsetenv("HENTRA_WAREHOUSE_CONNECT_TIMEOUT");
        bytes_clear(&kafka);
        c = open_conf("kafka.stop=1\nkafka.z=2\n", NULL);
        assert_int_equal(conf_each(c, "kafka.", collect, &kafka, &e), FATAL);
        assert_int_equal(kafka.len, strlen("stop=1\n"));
        conf_close(c);
        bytes_free(&kafka);
        bytes_free(&warehouse);
}

static int64_t number(enum conf_type type, const char *text)
{
        const struct conf_key key = {.name = "k", .type = type};
        int64_t out;
        struct err e;
        if (conf_value_number(&key, text, &out, &e) != OK)
                fail_msg("%s", e.text);
        return out;
}

static void numbers_have_units(void **state)
{
        (void)state;
        assert_int_equal(number(CONF_COUNT, "0"), 0);
        assert_int_equal(number(CONF_COUNT, "9223372036854775807"), INT64_MAX);
        assert_int_equal(number(CONF_SIZE, "10"), 10);
        assert_int_equal(number(CONF_SIZE, "8k"), 8192);
        assert_int_equal(number(CONF_SIZE, "2G"), 2LL << 30);
        assert_int_equal(number(CONF_TIME, "250ms"), 250);
        assert_int_equal(number(CONF_TIME, "30s"), 30000);
        assert_int_equal(number(CONF_TIME, "5m"), 300000);
        assert_int_equal(number(CONF_TIME, "2h"), 7200000);
        assert_int_equal(number(CONF_TIME, "1d"), 86400000);
}

/* Every default is what its own type allows, and says what it is for. */
static void the_table_keeps_its_own_rules(void **state)
{
        (void)state;
        for (size_t i = 0; i < settings.key_count; i++) {
                const struct conf_key *key = &settings.keys[i];
                struct err e;
                if (key->fallback && conf_value_check(key, key->fallback, &e) != OK)
                        fail_msg("%s", e.text);
                assert_true(strlen(key->help) > 10 && key->help[strlen(key->help) - 1] == '.');
                assert_int_equal(key->type == CONF_CHOICE, key->choices != NULL);
                assert_non_null(strchr(key->name, '.'));
                for (size_t k = 0; k < i; k++)
                        assert_string_not_equal(key->name, settings.keys[k].name);
        }
}

/* A group is a heading with its table, so its keys stand together. */
static void the_reference_has_a_heading_for_each_group(void **state)
{
        (void)state;
        struct capture out = capture_begin(STDOUT_FILENO);
        conf_print_reference();
        char *text = capture_end(&out);
        int headings = 0;
        for (const char *at = text; (at = strstr(at, "\n## ")); at++) {
                char heading[64];
                snprintf(heading, sizeof(heading), "%.*s", (int)strcspn(at + 1, "\n") + 2, at);
                if (strstr(at + 1, heading))
                        fail_msg("twice:%s", heading);
                headings++;
        }
        assert_true(headings >= 6);
        assert_non_null(strstr(text, "| `clock.since` | none | a time: 2022-01-31, 2022-01-31 17:00"));
        free(text);
}

static void the_settings_are_shown_without_secrets(void **state)
{
        (void)state;
        struct conf *c = open_conf("warehouse.password=hunter2\nload.group=g\n", NULL);
        struct capture out = capture_begin(STDOUT_FILENO);
        conf_print(c, false);
        char *text = capture_end(&out), from[64];
        snprintf(from, sizeof(from), "# from: %s:2\nload.group=g\n", file);
        assert_non_null(strstr(text, from));
        assert_non_null(strstr(text, "\nwarehouse.password=***\n"));
        assert_null(strstr(text, "hunter2"));
        assert_non_null(strstr(text, "# from: default\nlog.level=info\n"));
        free(text);
        conf_close(c);
}

int main(void)
{
        for (char **at = environ; *at; at++) /* what the caller has set is not what is tested here */
                if (strncmp(*at, "HENTRA_", 7) == 0)
                        **at = '-';
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_later_place_overrides),
                cmocka_unit_test(the_file_is_named_or_found),
                cmocka_unit_test(mistakes_are_named),
                cmocka_unit_test(unknown_variables_are_named),
                cmocka_unit_test(secrets_are_refused_from_the_command_line),
                cmocka_unit_test(keys_of_other_programs_are_passed_on),
                cmocka_unit_test(numbers_have_units),
                cmocka_unit_test(the_table_keeps_its_own_rules),
                cmocka_unit_test(the_reference_has_a_heading_for_each_group),
                cmocka_unit_test(the_settings_are_shown_without_secrets),
        };
        return cmocka_run_group_tests(tests, make_file, remove_file);
}
