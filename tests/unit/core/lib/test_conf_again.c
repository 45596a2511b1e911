/* SPDX-License-Identifier: Apache-2.0
 *
 * test_conf_again.c - the file is read again: live keys get their new values, others are told, and a wrong file changes
 * nothing.
 */
#include "core/lib/conf.h"
#include "core/program/keys.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char file[] = "/tmp/hentra-conf-again-XXXXXX";
static char told[1024];

static void write_file(const char *content)
{
        FILE *f = fopen(file, "w");
        assert_non_null(f);
        fputs(content, f);
        fclose(f);
}

static void note(void *context, const struct conf_change *c)
{
        assert_ptr_equal(context, told);
        const size_t len = strlen(told);
        snprintf(told + len, sizeof(told) - len, "%s:%s>%s%s ", c->key, c->from, c->to, c->live ? "" : "!");
}

static size_t again(struct conf *c)
{
        struct err e;
        size_t n;
        told[0] = '\0';
        if (conf_read_again(c, note, told, &n, &e) != OK)
                fail_msg("%s", e.text);
        return n;
}

static void values_change(void **state)
{
        static const char *const set[] = {"load.poison_most=7", NULL};
        struct conf *c;
        struct err e;
        size_t n;
        (void)state;
        write_file("log.level=warn\nkafka.bootstrap.servers=a\nwarehouse.password=one\n");
        assert_int_equal(conf_open(&c, &settings, file, set, &e), OK);
        assert_int_equal(again(c), 0);
        write_file("log.level=debug\nload.group=other\nalert.patience=1m\nkafka.client.id=x\nwarehouse."
                   "password=two\n");
        assert_int_equal(again(c), 6);
        assert_string_equal(
                told, "log.level:warn>debug load.group:hentra-load>other! alert.patience:5m>1m "
                      "kafka.client.id:none>x! warehouse.password:***>***! kafka.bootstrap.servers:a>none! ");
        assert_string_equal(conf_text(c, "log.level"), "debug");
        assert_int_equal(conf_ms(c, "alert.patience"), 60000);
        assert_string_equal(conf_text(c, "load.group"), "hentra-load");
        assert_int_equal(conf_count(c, "load.poison_most"), 7); /* --set stays in force */

        /* Back to the default; what needs a restart is told again. */
        write_file("kafka.bootstrap.servers=a\nwarehouse.password=one\n");
        assert_int_equal(again(c), 2);
        assert_string_equal(told, "log.level:debug>info alert.patience:1m>5m ");
        assert_string_equal(conf_text(c, "log.level"), "info");

        write_file("log.level=debug\nload.poison_mots=3\n");
        told[0] = '\0';
        assert_int_equal(conf_read_again(c, note, told, &n, &e), USAGE);
        assert_non_null(strstr(e.text, "load.poison_mots"));
        assert_string_equal(told, "");
        assert_string_equal(conf_text(c, "log.level"), "info");
        conf_close(c);
}

static void live_keys_are_keys(void **state)
{
        size_t known = 0, listed = 0;
        (void)state;
        for (size_t i = 0; i < settings.key_count; i++)
                known += conf_is_live(&settings, settings.keys[i].name);
        while (settings.live[listed])
                listed++;
        assert_int_equal(known, listed);
        assert_true(listed > 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(values_change),
                cmocka_unit_test(live_keys_are_keys),
        };
        close(mkstemp(file));
        const int rc = cmocka_run_group_tests(tests, NULL, NULL);
        unlink(file);
        return rc;
}
