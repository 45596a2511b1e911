/* SPDX-License-Identifier: Apache-2.0
 *
 * test_withdrawal.c - lines become withdrawals, all or none, later than what the door remembers.
 */
#include "core/base/event_field.h"
#include "producers/door.h"
#include "producers/withdraw/withdrawal.h"
#include "tests/support/memory_dir.h"
#include "tests/support/unit.h"
#include <sys/mman.h>

#define SOURCE TEXT("igate")
enum { NOW = 5000000 };

static enum fault add_lines(struct withdrawal *w, const char *lines, size_t len, struct err *e)
{
        const int fd = memfd_create("lines", MFD_CLOEXEC);
        assert_int_equal(write(fd, lines, len), (ssize_t)len);
        assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
        const enum fault fault = withdrawal_add_lines(w, fd, e);
        close(fd);
        return fault;
}

static void open_for(struct withdrawal *w, struct memory *m)
{
        struct err e;
        if (withdrawal_open(w, SOURCE, m, NOW, &e) != OK)
                fail_msg("%s", e.text);
}

static void add(struct withdrawal *w, const char *id)
{
        struct err e;
        if (withdrawal_add(w, text_of(id), &e) != OK)
                fail_msg("%s", e.text);
}

/* The next event of the source, which must be of this dossier. */
static struct event expect_event(struct withdrawal *w, const char *id)
{
        struct event v;
        struct err e;
        assert_int_equal(withdrawal_source.next(w, &v, &e), SOURCE_EVENT);
        assert_true(text_equal(v.dossier_id, text_of(id)));
        assert_int_equal(event_check(&v, &e), OK);
        assert_int_equal(v.kind, KIND_DOCUMENT);
        assert_int_equal(v.occurrence_n, 0);
        assert_int_equal(v.status, STATUS_UNKNOWN);
        assert_int_equal(v.occurred_at, v.stated_at);
        assert_int_equal(v.observed_at, NOW);
        return v;
}

static void expect_end(struct withdrawal *w)
{
        struct event v;
        struct err e;
        assert_int_equal(withdrawal_source.next(w, &v, &e), SOURCE_END);
}

static void lines(void **state)
{
        (void)state;
        struct withdrawal w;
        struct err e;
        static const char text[] = "\xef\xbb\xbf"
                                   "H01-1\r\n\n  \r\n\tH01-2 \nH\xe1\xbb\x93-3\nHo\xcc\x82\xcc\x80-4";
        open_for(&w, NULL);
        assert_int_equal(add_lines(&w, text, sizeof(text) - 1, &e), OK);
        assert_int_equal(w.n, 4);
        const struct event first = expect_event(&w, "H01-1");
        assert_int_equal(first.stated_at, NOW);
        assert_int_equal(first.since, NO_TIME);
        assert_true(text_equal(first.source, SOURCE) && text_equal(first.agency, SOURCE));
        expect_event(&w, "H01-2");
        expect_event(&w, "H\xe1\xbb\x93-3");
        expect_event(&w, "H\xe1\xbb\x93-4"); /* marks of its own are composed, as everywhere */
        expect_end(&w);
        withdrawal_close(&w);
        open_for(&w, NULL);
        assert_int_equal(add_lines(&w, "", 0, &e), OK);
        assert_int_equal(w.n, 0);
        expect_end(&w);
        withdrawal_close(&w);
}

static void a_wrong_line_is_named(void **state)
{
        (void)state;
        static const struct {
                const char *lines, *word;
        } wrong[] = {
                {"a\n\xff\n", "line 2: dossier_id is not valid UTF-8"},
                {"a\n\nb\tc\n", "line 3: dossier_id"},
                {"12345678901234567890123456789012345678901234567890123456789012345\n",
                 "line 1: dossier_id has 65"},
        };
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                struct withdrawal w;
                struct err e = {0};
                open_for(&w, NULL);
                assert_int_equal(add_lines(&w, wrong[i].lines, strlen(wrong[i].lines), &e), USAGE);
                if (!strstr(e.text, wrong[i].word))
                        fail_msg("\"%s\" is not in: %s", wrong[i].word, e.text);
                withdrawal_close(&w);
        }
        struct withdrawal w;
        struct err e = {0};
        assert_int_equal(withdrawal_open(&w, TEXT(""), NULL, NOW, &e), USAGE);
        assert_non_null(strstr(e.text, "source is empty"));
}

static void settle(struct withdrawal *w, uint64_t below)
{
        struct err e;
        if (withdrawal_source.settle(w, below, &e) != OK)
                fail_msg("%s", e.text);
}

/* An open document, as the door remembers it. */
static void remember(struct memory *m, const char *id, micros stated_at)
{
        memory_put(m, SOURCE, text_of(id),
                   &(struct remembered){.hash = 1, .stated_at = stated_at, .said_at = stated_at});
}

static void later_than_what_is_remembered(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        struct withdrawal w;
        struct remembered r;
        remember(m, "past", 10);
        remember(m, "ahead", NOW + 70);
        memory_dir_commit(m);
        open_for(&w, m);
        add(&w, "past");
        add(&w, "ahead");
        add(&w, "unknown");
        struct event v = expect_event(&w, "past");
        assert_int_equal(v.stated_at, NOW);
        assert_int_equal(v.since, NOW);
        v = expect_event(&w, "ahead");
        assert_int_equal(v.stated_at, NOW + 71);
        assert_int_equal(v.since, NOW + 71);
        v = expect_event(&w, "unknown");
        assert_int_equal(v.stated_at, NOW);
        assert_int_equal(v.since, NO_TIME);
        const struct door_document document = door_document_of(&v);
        settle(&w, 1);
        assert_true(memory_find(m, SOURCE, TEXT("past"), &r));
        assert_true(r.empty && r.hash != 1 && r.stated_at == NOW);
        assert_true(memory_find(m, SOURCE, TEXT("ahead"), &r));
        assert_false(r.empty); /* Kafka has not confirmed it */
        settle(&w, 3);
        assert_true(memory_find(m, SOURCE, TEXT("ahead"), &r));
        assert_true(r.empty);
        assert_true(memory_find(m, SOURCE, TEXT("unknown"), &r));
        assert_true(r.empty && r.hash == document.hash);
        withdrawal_close(&w);
        open_for(&w, m); /* the same again has nothing to do */
        add(&w, "past");
        add(&w, "unknown");
        assert_int_equal(w.n, 0);
        assert_int_equal(w.already, 2);
        withdrawal_close(&w);
        memory_close(m);
}

static void back_with_the_next_document(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        struct withdrawal w;
        struct remembered r;
        remember(m, "one", 10);
        open_for(&w, m);
        add(&w, "one");
        expect_event(&w, "one");
        settle(&w, 1);
        assert_true(memory_find(m, SOURCE, TEXT("one"), &r));
        struct door_document same = {.hash = 1, .stated_at = NOW - 1, .due_at = NO_TIME, .ended_at = NO_TIME};
        assert_int_equal(door_judge(&r, &same, NO_TIME, NULL).answer, DOOR_OLD);
        same.stated_at = NOW + 1;
        const struct door_verdict back = door_judge(&r, &same, NO_TIME, NULL);
        assert_int_equal(back.answer, DOOR_SEND);
        assert_int_equal(back.since, NOW + 1);
        withdrawal_close(&w);
        memory_close(m);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, memory_dir_set_up, memory_dir_tear_down)
                cmocka_unit_test(lines),
                cmocka_unit_test(a_wrong_line_is_named),
                IN_FOLDER(later_than_what_is_remembered),
                IN_FOLDER(back_with_the_next_document),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
