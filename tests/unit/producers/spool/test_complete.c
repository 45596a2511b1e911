/* SPDX-License-Identifier: Apache-2.0
 *
 * test_complete.c - a case that complete exports no longer mention is withdrawn, and none that was only cut
 * off.
 */
#include "producers/spool/complete.h"
#include "tests/support/spool_heard.h"

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

/* ---- withdrawals that were wrong ---- */

/* Two cases are missed by three exports; what is said of them goes to *t. */
static void miss_two(struct spool_dir *p, struct topic *t)
{
        struct said_list list;
        for (int i = 1; i <= 4; i++) {
                export_of(p, i, i == 1 ? 1 : 3, i == 1 ? 8 : 8 + i, "", &list); /* no two of the same bytes */
                hear(t, &list);
        }
        assert_int_equal(list.counts.withdrawn, 2);
        assert_int_equal(standing(t, "1")->v.occurrence_n, 0);
}

static void expect_both(const struct topic *t, micros at)
{
        for (int i = 1; i <= 2; i++) {
                const struct heard *h = standing(t, i == 1 ? "1" : "2");
                assert_non_null(h);
                assert_int_equal(h->v.occurrence_n, 1);
                assert_int_equal(h->stated_at, at);
        }
}

static void the_mapping_was_wrong_about_complete(void **state)
{
        (void)state;
        for (size_t most = 1; most < 8; most++) {
                void *place;
                assert_int_equal(set_up_complete(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                miss_two(p, t);
                use_mapping(p, SPOOL_MAPPING);
                for (int lives = 0; lives < 3; lives++) {
                        listen(p, &spool_options, most, lives % 2 == 0, &list);
                        hear(t, &list);
                }
                listen(p, &spool_options, SIZE_MAX, false, &list);
                hear(t, &list);
                expect_both(t, AT(1000) + 1000);
                export_of(p, 5, 1, 12, "", &list);
                assert_int_equal(list.n, 0);
                use_mapping(p, COMPLETE); /* its exports are counted from the first one again */
                listen(p, &spool_options, SIZE_MAX, false, &list);
                for (int i = 6; i <= 8; i++)
                        export_of(p, i, 3, 14, "", &list);
                assert_int_equal(list.counts.withdrawn, 2);
                free(t);
                tear_down(&place);
        }
}

static void the_mapping_was_wrong_about_something_else(void **state)
{
        (void)state;
        for (size_t most = 1; most < 12; most += 2) {
                void *place;
                assert_int_equal(set_up_complete(&place), 0);
                struct spool_dir *p = place;
                struct topic *t = calloc(1, sizeof(*t));
                struct said_list list;
                miss_two(p, t);
                use_mapping(p, COMPLETE "[constants]\nlevel = COMMUNE\n");
                for (int lives = 0; lives < 30; lives++) { /* many in the middle of what it withdraws anew */
                        listen(p, &spool_options, most, lives % 2 == 0, &list);
                        hear(t, &list);
                }
                listen(p, &spool_options, SIZE_MAX, false, &list);
                hear(t, &list);
                assert_int_equal(standing(t, "1")->v.occurrence_n, 0);
                assert_int_equal(standing(t, "2")->v.occurrence_n, 0);
                assert_int_equal(standing(t, "3")->v.level, COMMUNE);
                free(t);
                tear_down(&place);
        }
}

/* By the corrected mapping rows are no documents, so that it has no door. */
static void the_corrected_mapping_reads_a_log(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        size_t retracted = 0;
        struct topic *t = calloc(1, sizeof(*t));
        miss_two(p, t);
        use_mapping(p, "[file]\nrow = event\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\n"
                       "dossier_id = id\noccurred_at = in\n[constants]\nsource = s\nagency = a\nstatus = "
                       "RECEIVED\n");
        listen(p, &spool_options, SIZE_MAX, false, &list);
        for (size_t i = 0; i < list.n && i < 2; i++)
                retracted += list.said[i].v.retracts && list.said[i].v.occurrence_n == 0;
        assert_int_equal(retracted, 2);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 0);
        free(t);
}

/* Somebody said so, whatever the mapping is. */
static void a_withdrawal_by_hand_stays(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        struct memory *m;
        struct err e;
        char folder[160];
        struct topic *t = calloc(1, sizeof(*t));
        miss_two(p, t);
        snprintf(folder, sizeof(folder), "%s/.hentra/memory", p->path);
        assert_int_equal(memory_open(&m, folder, 1000, &e), OK);
        struct remembered r = {.stated_at = AT(4500),
                               .said_at = AT(4500),
                               .due_at = NO_TIME,
                               .ended_at = NO_TIME,
                               .empty = true};
        memory_put(m, TEXT("s"), TEXT("3"), &r);
        assert_int_equal(memory_commit(m, &e), OK);
        memory_close(m);
        use_mapping(p, SPOOL_MAPPING);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        for (size_t i = 0; i < list.n; i++)
                assert_false(list.said[i].v.retracts && list.said[i].v.occurrence_n == 0 &&
                             !strcmp(list.said[i].dossier_id, "3"));
        free(t);
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
                cmocka_unit_test(the_mapping_was_wrong_about_complete),
                cmocka_unit_test(the_mapping_was_wrong_about_something_else),
                cmocka_unit_test_setup_teardown(the_corrected_mapping_reads_a_log, set_up_complete,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_withdrawal_by_hand_stays, set_up_complete, tear_down),
                cmocka_unit_test(the_same_export_has_the_same_answer),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
