/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_door.c - of the documents of a spool's files those are sent that say something new.
 */
#include "tests/support/spool_said.h"

#define HEADER  "id,in,out\n"
#define OPEN_1  "1,2022-01-03,\n"
#define ENDED_1 "1,2022-01-03,2022-01-04\n"

static void expect_one(const struct said_list *list, micros stated_at, micros since, uint32_t occurrences)
{
        assert_int_equal(list->n, 1);
        assert_int_equal(list->said[0].v.kind, KIND_DOCUMENT);
        assert_int_equal(list->said[0].v.stated_at, stated_at);
        assert_int_equal(list->said[0].v.since, since);
        assert_int_equal(list->said[0].v.occurrence_n, occurrences);
}

static void what_is_unchanged_is_not_sent_again(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.csv", HEADER OPEN_1 "2,2022-01-03,\n", 1000, &list);
        assert_int_equal(list.n, 2);
        assert_int_equal(list.said[0].v.since, NO_TIME);
        say(p, "b.csv", HEADER OPEN_1 "2,2022-01-03,2022-01-05\n", 2000, &list);
        expect_one(&list, AT(2000), AT(2000), 2);
        assert_string_equal(list.said[0].dossier_id, "2");
        assert_int_equal(list.counts.unchanged, 1);
        say(p, "c.csv", HEADER "3,2022-01-03,\n" OPEN_1 "2,2022-01-03,2022-01-05\n", 3000, &list);
        expect_one(&list, AT(3000), NO_TIME, 1);
        assert_string_equal(list.said[0].dossier_id, "3");
}

static void back_to_what_it_was(void **state)
{
        struct spool_dir *p = *state;
        struct said_list first, list;
        say(p, "a.csv", HEADER OPEN_1, 1000, &first);
        say(p, "b.csv", HEADER ENDED_1, 2000, &list);
        expect_one(&list, AT(2000), AT(2000), 2);
        say(p, "c.csv", HEADER OPEN_1 "\n", 3000, &list);
        expect_one(&list, AT(3000), AT(3000), 1);
        assert_memory_equal(list.said[0].v.event_id, first.said[0].v.event_id, 16);
        say(p, "d.csv", HEADER OPEN_1 "\n\n", 4000, &list);
        assert_int_equal(list.n, 0);
}

static void an_older_file_read_late(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "b.csv", HEADER ENDED_1, 2000, &list);
        say(p, "a.csv", HEADER OPEN_1, 1000, &list);
        expect_one(&list, AT(1000), NO_TIME, 1);
        say(p, "c.csv", HEADER ENDED_1 "\n", 3000, &list);
        assert_int_equal(list.n, 0); /* the older one is not what is remembered */
}

static void a_memory_that_was_lost(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.csv", HEADER OPEN_1, 1000, &list);
        lose_memory(p);
        say(p, "b.csv", HEADER OPEN_1 "\n", 2000, &list);
        expect_one(&list, AT(2000), NO_TIME, 1); /* once more, and no change that nobody saw */
        /* An export from before the loss is not taken for the newest. */
        say(p, "c.csv", HEADER ENDED_1, 1500, &list);
        expect_one(&list, AT(1500), NO_TIME, 2);
        put(p, "d.csv", HEADER OPEN_1 "\n\n", moment_now() / MICROS_PER_SECOND + 3600);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 1);
        say(p, "e.csv", HEADER OPEN_1 "\n\n\n", moment_now() / MICROS_PER_SECOND + 7200, &list);
        assert_int_equal(list.n, 0);
}

/* Kafka has the event, the memory does not yet know of it: it is sent once more, as it was. */
static void killed_before_it_was_remembered(void **state)
{
        struct spool_dir *p = *state;
        struct said_list first, again, list;
        say(p, "a.csv", HEADER OPEN_1, 1000, &list);
        put(p, "b.csv", HEADER ENDED_1, SAID_FROM + 2000);
        listen(p, &spool_options, 1, true, &first);
        expect_one(&first, AT(2000), AT(2000), 2);
        listen(p, &spool_options, SIZE_MAX, false, &again);
        expect_one(&again, AT(2000), AT(2000), 2);
        assert_memory_equal(again.said[0].v.event_id, first.said[0].v.event_id, 16);
        assert_true(there(p, "done/b.csv"));
        say(p, "c.csv", HEADER ENDED_1 "\n", 3000, &list);
        assert_int_equal(list.n, 0);
}

/* Rows before the journal's mark are not sent again, and are remembered all the same. */
static void killed_behind_a_mark(void **state)
{
        struct spool_dir *p = *state;
        enum { ROWS = 10000, SENT = 9000 };
        struct said_list list;
        struct bytes text = {0};
        char row[64];
        bytes_add(&text, HEADER, strlen(HEADER));
        for (int i = 0; i < ROWS; i++)
                bytes_add(&text, row, (size_t)snprintf(row, sizeof(row), "%d,2022-01-03,\n", i));
        bytes_add(&text, "", 1);
        put(p, "a.csv", (const char *)text.at, SAID_FROM + 1000);
        listen(p, &spool_options, SENT, true, &list);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_in_range(list.n, ROWS - SENT, ROWS / 2 + 1000);
        text.at[text.len - 1] = '\n';
        bytes_add(&text, "", 1);
        say(p, "b.csv", (const char *)text.at, 2000, &list);
        assert_int_equal(list.n, 0);
        assert_int_equal(list.counts.unchanged, ROWS);
        bytes_free(&text);
}

/* More than one transaction of the memory holds. */
static void a_large_file(void **state)
{
        struct spool_dir *p = *state;
        enum { ROWS = 3 * MEMORY_PUTS / 2 };
        struct said_list list;
        for (int times = 0; times < 2; times++) {
                struct bytes text = {0};
                char row[64];
                bytes_add(&text, HEADER, strlen(HEADER));
                for (int i = 0; i < ROWS; i++)
                        bytes_add(&text, row,
                                  (size_t)snprintf(row, sizeof(row), "%d,2022-01-03,%s\n", i,
                                                   times && i % 1000 == 0 ? "2022-01-05" : ""));
                bytes_add(&text, "", 1);
                say(p, times ? "b.csv" : "a.csv", (const char *)text.at, 1000 + times, &list);
                assert_int_equal(list.n, times ? ROWS / 1000 + 1 : ROWS);
                bytes_free(&text);
        }
}

/* So that an end that is set back before the due date later on is seen for what it is. */
static void still_open_is_said_once_a_day(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        const time_t due = 18996 * 86400L - SAID_FROM; /* 2022-01-04 */
        use_mapping(p, SPOOL_MAPPING "[columns]\ndue_at = due\n");
        static const char open[] = "id,in,out,due\n1,2022-01-03,,2022-01-04\n";
        static const struct {
                int hours; /* behind the end of the due day */
                size_t sent;
        } looks[] = {{-30, 1}, {-2, 0}, {1, 1}, {9, 0}, {25, 1}, {47, 0}, {49, 1}};
        for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
                char text[128], name[16];
                snprintf(text, sizeof(text), "%s%.*s", open, (int)i, "\n\n\n\n\n\n\n\n");
                snprintf(name, sizeof(name), "f%zu.csv", i);
                say(p, name, text, due + 86400 + looks[i].hours * 3600, &list);
                if (list.n != looks[i].sent)
                        fail_msg("look %zu: sent %zu times", i, list.n);
                if (list.n == 1)
                        assert_int_equal(list.said[0].v.since, NO_TIME);
        }
}

/* An end that lies more than a day ahead does not count yet. It does when it has come and is said again. */
static void an_end_ahead_is_said_again_when_it_has_come(void **state)
{
        struct spool_dir *p = *state;
        const time_t day = 86400, begin = day_of_civil(2022, 1, 5) * day - SAID_FROM;
        struct said_list list;
        say(p, "a.csv", HEADER "1,2022-01-03,2022-01-09\n", begin, &list);
        assert_int_equal(list.n, 1);
        say(p, "b.csv", HEADER "1,2022-01-03,2022-01-09\n\n", begin + 5 * day, &list);
        expect_one(&list, AT(begin + 5 * day), NO_TIME, 2);
        say(p, "c.csv", HEADER "1,2022-01-03,2022-01-09\n\n\n", begin + 6 * day, &list);
        assert_int_equal(list.n, 0);
}

static void an_emptied_end_is_withdrawn(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.csv", HEADER ENDED_1, 1000, &list);
        say(p, "b.csv", HEADER OPEN_1, 2000, &list);
        expect_one(&list, AT(2000), AT(2000), 1);
        assert_int_equal(list.said[0].v.status, RECEIVED);
}

static void expect_reopened(const struct said_list *list, micros at)
{
        expect_one(list, at, at, 3);
        const struct event *v = &list->said[0].v;
        const struct event_occurrence *end = &v->occurrence[1], *reopening = &v->occurrence[2];
        assert_int_equal(end->status, RESOLVED);
        assert_int_equal(end->occurred_at, (day_of_civil(2022, 1, 5) * MICROS_PER_DAY) - 1);
        assert_false(end->reopens);
        assert_int_equal(reopening->status, PROCESSING);
        assert_int_equal(reopening->occurred_at, NO_TIME);
        assert_true(reopening->reopens);
        assert_int_equal(v->occurred_at, at > end->occurred_at ? at : end->occurred_at);
}

static void or_the_case_was_reopened(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        const time_t begin = 5000;
        use_mapping(p, SPOOL_MAPPING "[file]\nemptied_end = reopened\n");
        say(p, "a.csv", HEADER ENDED_1, begin, &list);
        expect_one(&list, AT(begin), NO_TIME, 2);
        say(p, "b.csv", HEADER OPEN_1, begin + 1000, &list);
        expect_reopened(&list, AT(begin + 1000));
        say(p, "c.csv", HEADER OPEN_1 "\n", begin + 2000, &list);
        assert_int_equal(list.n, 0); /* it goes on being reopened */
        say(p, "d.csv", HEADER "1,2022-01-03,2022-01-09\n", begin + 3000, &list);
        expect_one(&list, AT(begin + 3000), AT(begin + 3000), 2);
        /* An export from before the end was not reopened. */
        say(p, "e.csv", HEADER OPEN_1 "\n\n", begin - 1000, &list);
        expect_one(&list, AT(begin - 1000), NO_TIME, 1);
}

/* The microsecond by which a loader tells that a file was dated ahead. */
static void a_document_that_is_dated_ahead_shows_it(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        for (int i = 0; i < 2; i++) { /* one that is new, and one that differs from what is remembered */
                say(p, i ? "b.csv" : "a.csv", i ? "id,in,out\n1,2022-01-04,\n" : "id,in,out\n1,2022-01-03,\n",
                    4000000000 + i, &list);
                assert_int_equal(list.n, 1);
                assert_int_equal(list.said[0].v.stated_at, list.said[0].v.observed_at + 1);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_document_that_is_dated_ahead_shows_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_unchanged_is_not_sent_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(back_to_what_it_was, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_older_file_read_late, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_memory_that_was_lost, set_up, tear_down),
                cmocka_unit_test_setup_teardown(killed_before_it_was_remembered, set_up, tear_down),
                cmocka_unit_test_setup_teardown(killed_behind_a_mark, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_large_file, set_up, tear_down),
                cmocka_unit_test_setup_teardown(still_open_is_said_once_a_day, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_end_ahead_is_said_again_when_it_has_come, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(an_emptied_end_is_withdrawn, set_up, tear_down),
                cmocka_unit_test_setup_teardown(or_the_case_was_reopened, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
