/* SPDX-License-Identifier: Apache-2.0
 *
 * test_undo.c - what only one file said is taken back; what others say too stays.
 */
#include "producers/spool/undo.h"
#include "tests/support/spool_said.h"

#define HEADER "id,in,out\n"

/* `most`: it is left after as many events. */
static void undo_file(const struct spool_dir *p, const char *name, size_t most, struct said_list *list)
{
        struct undo *u = calloc(1, sizeof(*u));
        struct event v;
        struct err e;
        char path[128];
        snprintf(path, sizeof(path), "%s/done/%s", p->path, name);
        *list = (struct said_list){0};
        if (undo_open(u, path, &spool_options, MOMENT_FIRST, &e) != OK)
                fail_msg("%s", e.text);
        for (enum source_next next; (next = undo_source.next(u, &v, &e)) != SOURCE_END && list->n < most;) {
                if (next == SOURCE_FAULT)
                        fail_msg("%s", e.text);
                if (next == SOURCE_EVENT)
                        add_said(list, &v);
                else
                        assert_int_equal(undo_source.settle(u, list->n, &e), OK);
        }
        undo_close(u);
        free(u);
}

static void what_only_this_file_said(void **state)
{
        struct spool_dir *p = *state;
        struct said_list first, list;
        say(p, "a.csv", HEADER "1,2022-01-03,\n2,2022-01-03,\n", 1000, &list);
        say(p, "wrong.csv", HEADER "1,2022-01-03,\n2,2022-01-03,2022-01-09\n3,2022-01-03,\n", 2000, &first);
        assert_int_equal(first.n, 2);
        undo_file(p, "wrong.csv", SIZE_MAX, &list);
        assert_int_equal(list.n, 2);
        for (size_t i = 0; i < 2; i++) {
                assert_true(list.said[i].v.retracts);
                assert_string_equal(list.said[i].dossier_id, first.said[i].dossier_id);
                assert_in_range(list.said[i].v.stated_at, first.said[i].v.stated_at, AT(2000) + 999);
        }
        assert_true(there(p, "undone/wrong.csv"));
        assert_false(there(p, "done/wrong.csv"));
        /* It is not remembered any more: the next file says what holds now. */
        say(p, "b.csv", HEADER "1,2022-01-03,\n3,2022-01-03,\n", 3000, &list);
        assert_int_equal(list.n, 1);
        assert_string_equal(list.said[0].dossier_id, "3");
}

static void laid_in_again_it_is_said_again(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = HEADER "1,2022-01-03,\n";
        struct said_list list;
        say(p, "a.csv", text, 1000, &list);
        undo_file(p, "a.csv", SIZE_MAX, &list);
        const micros retracted_at = list.said[0].v.stated_at;
        say(p, "a.csv", text, 1000, &list);
        assert_int_equal(list.n, 1);
        assert_false(list.said[0].v.retracts);
        assert_true(list.said[0].v.stated_at > retracted_at);
}

#define PORTAL_LINE(n) "{\"MaHoSo\":\"H15.50-220103-000" n "\",\"TrangThaiHoSo\":3}\n"

static void a_file_of_the_portal(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        use_mapping(p, "[file]\nformat = portal\nrow = case\n[dates]\nzone = UTC\n[constants]\nsource = s\n"
                       "agency = a\n");
        say(p, "a.jsonl", PORTAL_LINE("1"), 1000, &list);
        say(p, "b.jsonl", PORTAL_LINE("1") PORTAL_LINE("2") "nothing\n", 2000, &list);
        assert_int_equal(list.n, 1);
        undo_file(p, "b.jsonl", SIZE_MAX, &list);
        assert_int_equal(list.n, 1);
        assert_true(list.said[0].v.retracts);
        assert_string_equal(list.said[0].dossier_id, "H15.50-220103-0002");
        assert_true(there(p, "undone/b.jsonl"));
}

#define ROW_TIMES                                                                                   \
        "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = id\n" \
        "stated_at = in\n[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\nRESOLVED = out\n"

/* Between the two the mapping was corrected: by it, the row was stated before it was taken back. */
static void laid_in_again_by_a_corrected_mapping(void **state)
{
        struct spool_dir *p = *state;
        static const char text[] = HEADER "1,2022-01-03,\n";
        const time_t modified = 86400;
        struct said_list list;
        say(p, "a.csv", text, modified, &list);
        undo_file(p, "a.csv", SIZE_MAX, &list);
        const micros retracted_at = list.said[0].v.stated_at;
        use_mapping(p, ROW_TIMES);
        say(p, "a.csv", text, modified, &list);
        assert_int_equal(list.n, 1);
        assert_true(list.said[0].v.stated_at > retracted_at);
}

/* The door adds what the row does not say: the end that it has lost, and the reopening. */
static void a_reopening_that_the_door_added(void **state)
{
        struct spool_dir *p = *state;
        struct said_list wrong, list;
        use_mapping(p, "[file]\nrow = case\nemptied_end = reopened\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                       "[columns]\ndossier_id = id\n[constants]\nsource = s\nagency = a\n"
                       "[case]\nRECEIVED = in\nRESOLVED = out\n");
        say(p, "a.csv", HEADER "1,2022-01-03,2022-01-09\n", 1000, &list);
        say(p, "wrong.csv", HEADER "1,2022-01-03,\n2,2022-01-03,\n", 2000, &wrong);
        assert_int_equal(wrong.said[0].v.occurrence_n, 3);
        undo_file(p, "wrong.csv", SIZE_MAX, &list);
        assert_int_equal(list.n, 2);
        assert_true(list.said[0].v.retracts);
        assert_int_equal(list.said[0].v.occurrence_n, 3);
        assert_true(list.said[0].v.occurrence[2].reopens);
        assert_int_equal(list.said[1].v.occurrence_n, 1);
        /* It is not remembered any more. */
        say(p, "b.csv", HEADER "1,2022-01-03,2022-01-09\n2,2022-01-03,\n", 3000, &list);
        assert_int_equal(list.n, 2);
        assert_int_equal(list.said[0].v.occurrence_n, 2);
}

static void a_kill_leaves_it_in_done(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.csv", HEADER "1,2022-01-03,\n2,2022-01-03,\n", 1000, &list);
        undo_file(p, "a.csv", 1, &list);
        assert_true(there(p, "done/a.csv"));
        undo_file(p, "a.csv", SIZE_MAX, &list);
        assert_int_equal(list.n, 2);
        assert_true(there(p, "undone/a.csv"));
}

static void expect_refused(const struct spool_dir *p, const char *name, enum fault fault, const char *says)
{
        struct undo *u = calloc(1, sizeof(*u));
        struct err e;
        char path[128];
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        assert_int_equal(undo_open(u, path, &spool_options, MOMENT_FIRST, &e), fault);
        if (!strstr(e.text, says))
                fail_msg("'%s' does not say '%s'", e.text, says);
        undo_close(u);
        free(u);
}

static void what_cannot_be_undone(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        struct spool *s = calloc(1, sizeof(*s));
        struct err e;
        say(p, "a.csv", HEADER "1,2022-01-03,\n", 1000, &list);
        put(p, "done/unknown.csv", HEADER, 1000);
        expect_refused(p, "a.csv", USAGE, "a file of DIR/done/ is needed");
        expect_refused(p, "done/none.csv", USAGE, "No such file");
        expect_refused(p, "done/unknown.csv", USAGE, "the journal has no such file");
        assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
        expect_refused(p, "done/a.csv", FATAL, "another spool works on this directory");
        spool_close(s);
        free(s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_only_this_file_said, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_file_of_the_portal, set_up, tear_down),
                cmocka_unit_test_setup_teardown(laid_in_again_it_is_said_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(laid_in_again_by_a_corrected_mapping, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_reopening_that_the_door_added, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_kill_leaves_it_in_done, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_cannot_be_undone, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
