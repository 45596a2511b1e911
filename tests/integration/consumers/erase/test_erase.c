/* SPDX-License-Identifier: Apache-2.0
 *
 * test_erase.c - a name that slipped into the warehouse and into files: found however it was written, removed where it may be, named where
 * it stays; never printed, and nothing else is touched.
 */
#include "tests/support/child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMPOSED "L\u00ea Th\u1ecb Hu\u1ec7"
#define APART    "Le\u0302 Thi\u0323 Hue\u0323\u0302"
#define LARGE    "L\u00ca TH\u1eca HU\u1ec6"

static struct world world;
static struct pg *pg;
static char folder[64], text_file[128];

static void write_bytes(const char *name, const char *content, size_t len)
{
        char path[192];
        snprintf(path, sizeof(path), "%s/%s", folder, name);
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_int_equal(fwrite(content, 1, len, out), len);
        assert_int_equal(fclose(out), 0);
}
static void write_file(const char *name, const char *content)
{
        write_bytes(name, content, strlen(content));
}

static int open_world(void **state)
{
        (void)state;
        children_end();
        world_open(&world, "erase", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "test");
        snprintf(folder, sizeof(folder), "/tmp/hentra-erase.XXXXXX");
        assert_non_null(mkdtemp(folder));
        snprintf(text_file, sizeof(text_file), "%s/text", folder);
        write_file("text", COMPOSED "\n");
        return 0;
}

static int close_world(void **state)
{
        char command[128];
        (void)state;
        snprintf(command, sizeof(command), "rm -r '%s'", folder);
        assert_int_equal(system(command), 0);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void fill(void)
{
        sql_run(pg, "insert into hentra.source (code) values ('a'), ('b');"
                    "insert into hentra.source_pause (source_id, reason) values (1, 'sends " APART
                    " in ids'), (2, 'odd')");
        sql_run(pg, "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, cause, "
                    "key, value, replayed_at)"
                    " values ('t', 0, 1, 1, 'no dossier " LARGE
                    "', 2, 'k', '\\xc301ff'::bytea || convert_to('" APART "', 'UTF8') || '\\x80', null),"
                    " ('t', 0, 2, 1, 'odd', 1, convert_to('" COMPOSED "', 'UTF8'), 'other', null),"
                    " ('t', 0, 3, 1, 'paused', 4, 'k', convert_to('" COMPOSED "', 'UTF8'), null),"
                    " ('t', 0, 4, 1, 'odd', 1, 'k', 'Le Thi Hue', null)");
        sql_run(pg,
                "insert into hentra.agency (code) values ('H1'), ('H2');"
                "insert into hentra.agency_version (agency_id, name, level) values (1, 'Ph\u00f2ng " COMPOSED
                "', 3), (2, 'x', 3);"
                "insert into hentra.procedure (code) values ('1." LARGE "')");
        sql_run(pg,
                "create table hentra.later (note text); insert into hentra.later values ('" COMPOSED "')");
}

static void assert_unsaid(struct child *c)
{
        const char *const forms[] = {COMPOSED, APART, LARGE};
        for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
                assert_null(strstr(child_out(c), forms[i]));
                assert_null(strstr(child_err(c), forms[i]));
        }
}

#define TEXTS                                                                                        \
        "select (select md5(string_agg(reason || pause_id, '' order by pause_id)) from "             \
        "hentra.source_pause),"                                                                      \
        " (select md5(string_agg(reason || coalesce(value, '-') || coalesce(key, '-'), '' order by " \
        "kafka_offset))"                                                                             \
        " from hentra.quarantine), (select count(*) from hentra.erasure)"

static void only_looks_without_yes(void **state)
{
        (void)state;
        struct child c;
        fill();
        char *before = sql_text(pg, TEXTS);
        assert_exit(0, &c, &world, "erase", "--text-file", text_file, "--reason", "request 12");
        assert_says(child_out(&c), "quarantine.value                              2  would be removed");
        assert_says(child_out(&c), "quarantine.reason                             1  would be replaced");
        assert_says(child_out(&c), "nothing was changed");
        assert_unsaid(&c);
        child_close(&c);
        assert_sql(pg, before, TEXTS);
        free(before);
}

static void removes_what_may_be_removed(void **state)
{
        (void)state;
        struct child c;
        fill();
        assert_exit(1, &c, &world, "erase", "--text-file", text_file, "--reason", "request 12", "--yes");
        assert_unsaid(&c);
        assert_says(child_out(&c), "quarantine.key                                1  removed");
        assert_says(child_out(&c),
                    "quarantine.value                              2  1 removed; the others wait for");
        assert_says(child_out(&c), "source_pause.reason                           1  replaced by [erased]");
        assert_says(child_out(&c),
                    "agency_version.name                           1  stays: correct the file");
        assert_says(child_out(&c),
                    "procedure.code                                1  stays: it names a dossier");
        assert_says(child_out(&c),
                    "later.note                                    1  stays: hentra does not know");
        assert_says(child_err(&c), "in 4 places it stays");
        child_close(&c);
        assert_sql(pg, "sends_[erased]_in_ids odd",
                   "select replace(reason, ' ', '_') from hentra.source_pause order by pause_id");
        assert_sql(
                pg, "1|no_dossier_[erased]|k|-- 2|odd|--|other 3|paused|k|kept 4|odd|k|Le_Thi_Hue",
                "select kafka_offset, replace(reason, ' ', '_'), coalesce(convert_from(key, 'UTF8'), '--'),"
                " case when kafka_offset = 3 and length(value) > 8 then 'kept'"
                " else coalesce(replace(convert_from(value, 'UTF8'), ' ', '_'), '--') end from "
                "hentra.quarantine order by 1");
        assert_sql(pg, "request_12|10|t",
                   "select replace(reason, ' ', '_'), characters, erased_by = session_user and erased_at > "
                   "now() - interval '1 minute'"
                   " from hentra.erasure");
        assert_sql(pg,
                   "agency_version.name|1|0 later.note|1|0 procedure.code|1|0 quarantine.key|1|1 "
                   "quarantine.reason|1|1"
                   " quarantine.value|2|1 source_pause.reason|1|1",
                   "select place, found, removed from hentra.erasure_place order by place collate \"C\"");

        /* What stayed is put right by hand; then nothing is left. */
        sql_run(pg, "update hentra.quarantine set replayed_at = now() where kafka_offset = 3;"
                    "update hentra.agency_version set name = 'x'; delete from hentra.procedure; drop table "
                    "hentra.later");
        assert_exit(0, &c, &world, "erase", "--text-file", text_file, "--reason", "request 12", "--yes");
        child_close(&c);
        assert_exit(0, &c, &world, "erase", "--text-file", text_file, "--reason", "request 12");
        assert_says(child_out(&c), "found in 0 places");
        child_close(&c);
}

/* What somebody wrote to an alert goes, and the acknowledgement stands. */
static void words_of_an_acknowledgement_go(void **state)
{
        struct child c;
        (void)state;
        sql_run(pg, "insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, recipient_id) "
                    "values ('A', 2, 1, "
                    "'2022-03-08 17:00+07', 1, 1); insert into hentra.alert_ack (alert_id, reason) select "
                    "alert_id, 'called " COMPOSED "' from hentra.alert");
        assert_exit(0, &c, &world, "erase", "--text-file", text_file, "--reason", "request 13", "--yes");
        assert_says(child_out(&c), "alert_ack.reason                              1  replaced by [erased]");
        child_close(&c);
        assert_sql(pg, "called [erased]|t", "select reason, lifted_at is null from hentra.alert_ack");
}

static void files_are_named(void **state)
{
        (void)state;
        struct child c;
        char path[128];
        snprintf(path, sizeof(path), "%s/spool", folder);
        assert_int_equal(mkdir(path, 0700), 0);
        write_file("spool/a.csv", "1;" APART ";x\n2;y\n3;" LARGE "\n");
        write_file("spool/b.csv", "1;Le Thi Hue\n");
        write_file("spool/" COMPOSED ".csv", "");
        assert_exit(1, &c, &world, "erase", "--text-file", text_file, "--reason", "request 12", "--yes",
                    path);
        assert_unsaid(&c);
        assert_says(child_out(&c), "/spool/a.csv");
        assert_says(child_out(&c), "  2  stays: a file of somebody else's");
        assert_says(child_out(&c), "/spool/[erased].csv");
        assert_null(strstr(child_out(&c), "b.csv"));
        assert_says(child_err(&c), "in 2 places it stays");
        child_close(&c);
        assert_exit(2, &c, &world, "erase", "--text-file", text_file, "--reason", "x", "/nowhere/at/all");
        child_close(&c);
}

/* As JSON escapes it, in a reason and in a message; and in an export that Excel wrote as Unicode text. */
static void however_it_is_spelled(void **state)
{
        static const char excel[] = "\xff\xfe"
                                    "1\0\t\0L\0\xea\0 \0T\0h\0\xcb\x1e \0H\0u\0\xc7\x1e\r\0\n\0";
        (void)state;
        struct child c;
        char path[128];
        sql_run(pg, "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, cause, "
                    "key, value) values"
                    " ('t', 0, 1, 1, 'of {\"n\":\"L\\u00ea Th\\u1ecb Hu\\u1ec7\"}', 1, 'k', "
                    "convert_to('{\"n\":\"l\\u00CA th\\u1eca "
                    "hu\\u1ec6\"}', 'UTF8')),"
                    " ('t', 0, 2, 1, 'odd', 1, 'k', '\\xfeff004c00ea002000540068'), ('t', 0, 3, 1, 'odd', 1, "
                    "'k', "
                    "'\\x004c00ea0020005400681ecb0020004800751ec7')");
        snprintf(path, sizeof(path), "%s/done", folder);
        assert_int_equal(mkdir(path, 0700), 0);
        write_bytes("done/excel.txt", excel, sizeof(excel) - 1);
        write_file("done/a.json", "{\"n\":\"L\\u00ea Th\\u1ecb Hu\\u1ec7\"}\n");
        assert_exit(1, &c, &world, "erase", "--text-file", text_file, "--reason", "request 14", "--yes",
                    path);
        assert_says(child_out(&c), "quarantine.reason                             1  replaced by [erased]");
        assert_says(child_out(&c), "quarantine.value                              2  removed");
        assert_says(child_out(&c), "/done/excel.txt");
        assert_says(child_out(&c), "/done/a.json");
        assert_says(child_err(&c), "in 2 places it stays");
        child_close(&c);
        assert_sql(pg, "1|of_{n:[erased]}|t 2|odd|f 3|odd|t",
                   "select kafka_offset, replace(reason, ' ', '_'), value is null from hentra.quarantine "
                   "order by 1");
}

static void what_is_refused(void **state)
{
        (void)state;
        struct child c;
        assert_exit(2, &c, &world, "erase", "--reason", "x");
        child_close(&c);
        assert_exit(2, &c, &world, "erase", "--text-file", text_file);
        child_close(&c);
        assert_exit(2, &c, &world, "erase", "--text-file", text_file, "--reason", "of " APART);
        assert_says(child_err(&c), "the reason contains the text");
        assert_unsaid(&c);
        child_close(&c);
        write_file("text", "ab\n");
        assert_exit(2, &c, &world, "erase", "--text-file", text_file, "--reason", "x");
        assert_says(child_err(&c), "fewer than 4 characters");
        child_close(&c);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(only_looks_without_yes),         EACH(removes_what_may_be_removed),
                EACH(words_of_an_acknowledgement_go), EACH(files_are_named),
                EACH(however_it_is_spelled),          EACH(what_is_refused),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
