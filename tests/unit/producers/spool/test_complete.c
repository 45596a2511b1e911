/* SPDX-License-Identifier: Apache-2.0
 *
 * test_complete.c - a case that complete exports no longer mention is withdrawn, and none that was only cut
 * off.
 */
#include "producers/spool/complete.h"
#include "tests/support/spool_said.h"

#define COMPLETE SPOOL_MAPPING "[file]\ncomplete = yes\n"

static int set_up_complete(void **state)
{
        const int rc = set_up(state);
        use_mapping(*state, COMPLETE);
        return rc;
}

/* The next export, with the cases first to last; `more`: further rows. Nights on which nothing changed give
 * the same bytes. */
static void export_of(struct spool_dir *p, int number, int first, int last, const char *more,
                      struct said_list *list)
{
        struct bytes text = {0};
        char row[64], name[32];
        bytes_add(&text, "id,in,out\n", 10);
        for (int i = first; i <= last; i++)
                bytes_add(&text, row, (size_t)snprintf(row, sizeof(row), "%d,2022-01-03,\n", i));
        bytes_add(&text, more, strlen(more));
        bytes_add(&text, "", 1);
        snprintf(name, sizeof(name), "e%d.csv", number);
        put(p, name, (const char *)text.at, SAID_FROM + 1000 * number);
        bytes_free(&text);
        if (list)
                listen(p, &spool_options, SIZE_MAX, false, list);
}

static void expect_withdrawn(const struct said_list *list, size_t i, const char *dossier_id, micros at)
{
        assert_true(i < list->n);
        const struct event *v = &list->said[i].v;
        assert_string_equal(list->said[i].dossier_id, dossier_id);
        assert_int_equal(v->kind, KIND_DOCUMENT);
        assert_int_equal(v->occurrence_n, 0);
        assert_int_equal(v->status, STATUS_UNKNOWN);
        assert_int_equal(v->stated_at, at);
        assert_int_equal(v->since, at);
        assert_int_equal(v->occurred_at, at);
}

static void what_three_exports_do_not_mention(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        export_of(p, 1, 1, 40, "", &list);
        assert_int_equal(list.n, 40);
        for (int i = 2; i <= 3; i++) {
                export_of(p, i, 2, 40, "", &list);
                assert_int_equal(list.n, 0);
        }
        export_of(p, 4, 2, 40, "", &list);
        assert_int_equal(list.n, 1);
        assert_int_equal(list.counts.withdrawn, 1);
        expect_withdrawn(&list, 0, "1", AT(4000));
        export_of(p, 5, 2, 40, "", &list);
        assert_int_equal(list.n, 0);
        /* Its source mentions it again. */
        export_of(p, 6, 1, 40, "", &list);
        assert_int_equal(list.n, 1);
        assert_int_equal(list.said[0].v.since, AT(6000));
        assert_int_equal(list.said[0].v.occurrence_n, 1);
}

static void between_two_mentions_nothing_is_missed(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        for (int i = 1; i <= 12; i++) {
                export_of(p, i, 1 + (i % 3 != 0), 40, "", &list);
                assert_int_equal(list.counts.withdrawn, 0);
        }
}

static void an_export_that_was_cut_off(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        for (int i = 1; i <= 11; i++) { /* every second one */
                export_of(p, i, 1, i % 2 ? 100 : 94, "", &list);
                assert_int_equal(list.counts.withdrawn, 0);
        }
        export_of(p, 12, 1, 94, "", &list); /* small */
        export_of(p, 13, 1, 94, "", &list); /* it confirms that, and counts as the first */
        export_of(p, 14, 1, 94, "", &list);
        assert_int_equal(list.counts.withdrawn, 0);
        export_of(p, 15, 1, 94, "", &list);
        assert_int_equal(list.counts.withdrawn, 6);
        expect_withdrawn(&list, 0, "100", AT(15000));
}

static void rows_that_cannot_be_read(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        export_of(p, 1, 1, 40, "", &list);
        for (int i = 2; i <= 8; i++) { /* case 1 is mentioned, although nobody can read its date */
                export_of(p, i, 2, 40, "1,yesterday,\n", &list);
                assert_int_equal(list.counts.withdrawn, 0);
        }
        for (int i = 9; i <= 14; i++) { /* the broken row may be that of case 1 */
                export_of(p, i, 2, 40, "1\n", &list);
                assert_int_equal(list.counts.withdrawn, 0);
        }
        for (int i = 15; i <= 17; i++)
                export_of(p, i, 2, 40, "", &list);
        assert_int_equal(list.counts.withdrawn, 1);
}

static void an_older_export_says_nothing_of_now(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        export_of(p, 10, 1, 40, "", &list);
        for (int i = 1; i <= 5; i++) {
                export_of(p, i, 2, 40, "", &list);
                assert_int_equal(list.counts.withdrawn, 0);
        }
        export_of(p, 11, 2, 40, "", &list);
        export_of(p, 12, 2, 40, "", &list);
        export_of(p, 6, 1, 40, "", &list); /* it mentions case 1, but of then */
        export_of(p, 13, 2, 40, "", &list);
        assert_int_equal(list.counts.withdrawn, 1);
}

static void killed_while_it_withdraws(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list, again;
        export_of(p, 1, 1, 200, "", &list);
        export_of(p, 2, 6, 200, "", &list);
        export_of(p, 3, 6, 200, "", &list);
        export_of(p, 4, 6, 200, "", NULL);
        listen(p, &spool_options, 3, true, &list);
        assert_int_equal(list.n, 3);
        listen(p, &spool_options, SIZE_MAX, false, &again);
        assert_int_equal(again.n, 5);
        for (size_t i = 0; i < 3; i++) {
                assert_string_equal(again.said[i].dossier_id, list.said[i].dossier_id);
                assert_memory_equal(again.said[i].v.event_id, list.said[i].v.event_id, 16);
                assert_int_equal(again.said[i].v.stated_at, list.said[i].v.stated_at);
        }
        export_of(p, 5, 6, 200, "", &list);
        assert_int_equal(list.n, 0);
}

/* Nothing takes the withdrawal out of the topic, so an unchanged document has to bring the case back. */
static void the_mapping_was_wrong_about_complete(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        export_of(p, 1, 1, 40, "", &list);
        for (int i = 2; i <= 4; i++)
                export_of(p, i, 2, 40, "", &list);
        assert_int_equal(list.counts.withdrawn, 1);
        use_mapping(p, SPOOL_MAPPING);
        listen(p, &spool_options, 20, true, &list); /* killed in the first file */
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.counts.withdrawn, 0);
        export_of(p, 5, 1, 40, "\n", &list); /* by this mapping the bytes of the first would be no news */
        assert_int_equal(list.n, 1);
        assert_string_equal(list.said[0].dossier_id, "1");
        assert_int_equal(list.said[0].v.since, AT(5000));
        use_mapping(p, COMPLETE); /* its exports are counted from the first one again */
        listen(p, &spool_options, SIZE_MAX, false, &list);
        for (int i = 6; i <= 8; i++)
                export_of(p, i, 2, 40, "", &list);
        assert_int_equal(list.counts.withdrawn, 1);
}

/* A kill between the spool's line and the file's: the same export is judged once more. */
static void the_same_export_has_the_same_answer(void **state)
{
        (void)state;
        struct journal_spool spool = {.mapping = 1};
        static const uint64_t sizes[] = {100, 97, 90, 88, 20, 90, 90, 120, 100};
        static const enum complete_answer answers[] = {COMPLETE_COUNTS, COMPLETE_COUNTS, COMPLETE_SMALL,
                                                       COMPLETE_COUNTS, COMPLETE_SMALL,  COMPLETE_COUNTS,
                                                       COMPLETE_COUNTS, COMPLETE_COUNTS, COMPLETE_SMALL};
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
                struct journal_entry entry = {.stated_at = 10 * (micros)i};
                entry.export_number = complete_number(&spool, &entry);
                assert_int_equal(entry.export_number, spool.exports + 1);
                const struct journal_place read = {.rows = sizes[i] + 7, .rejected = 7};
                assert_int_equal(complete_judge(&spool, &entry, &read), answers[i]);
                const struct journal_spool after = spool;
                assert_int_equal(complete_judge(&spool, &entry, &read), answers[i]);
                assert_memory_equal(&after, &spool, sizeof(after));
                assert_int_equal(complete_number(&spool, &entry), 0);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_three_exports_do_not_mention, set_up_complete,
                                                tear_down),
                cmocka_unit_test_setup_teardown(between_two_mentions_nothing_is_missed, set_up_complete,
                                                tear_down),
                cmocka_unit_test_setup_teardown(an_export_that_was_cut_off, set_up_complete, tear_down),
                cmocka_unit_test_setup_teardown(rows_that_cannot_be_read, set_up_complete, tear_down),
                cmocka_unit_test_setup_teardown(an_older_export_says_nothing_of_now, set_up_complete,
                                                tear_down),
                cmocka_unit_test_setup_teardown(killed_while_it_withdraws, set_up_complete, tear_down),
                cmocka_unit_test_setup_teardown(the_mapping_was_wrong_about_complete, set_up_complete,
                                                tear_down),
                cmocka_unit_test(the_same_export_has_the_same_answer),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
