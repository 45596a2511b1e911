/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_door.c - what is sent again, and what is not, also after a process that ended anywhere.
 */
#include "core/base/event_field.h"
#include "producers/format/document.h"
#include "producers/gateway/gateway_door.h"
#include "tests/support/capture.h"
#include "tests/support/memory_dir.h"
#include <sys/wait.h>

static struct zone *zone;
static struct gateway_door *door;
static struct err e;
static micros now;
static uint64_t stored; /* the position at which the store ends */

static void open_door(const char *folder)
{
        if (gateway_door_open(&door, folder, 1000, stored, zone, &e) != OK)
                fail_msg("%s", e.text);
}

/* Of dossier "1": open, received on this day, due long after. */
static struct event document(int day, enum status status)
{
        struct event v;
        event_empty(&v);
        v.kind = KIND_DOCUMENT;
        v.source = TEXT("td");
        v.dossier_id = TEXT("1");
        v.agency = TEXT("H15");
        v.stated_at = v.observed_at = now += 1000;
        v.due_at = day_of_civil(2026, 12, 1) * MICROS_PER_DAY;
        document_add(&v, &(struct event_occurrence){status, day * MICROS_PER_DAY, false, false, v.agency});
        document_head(&v);
        return v;
}

static bool passes(int day)
{
        struct event v = document(day, RECEIVED);
        return gateway_door_passes(door, &v);
}

static int set_up(void **state)
{
        now = day_of_civil(2026, 10, 20) * MICROS_PER_DAY;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? memory_dir_set_up(state) : -1;
}

static int tear_down(void **state)
{
        zone_close(zone);
        return memory_dir_tear_down(state);
}

static void what_says_nothing_new_is_not_sent(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        assert_true(passes(20000));
        assert_true(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        assert_false(gateway_door_knows(door, TEXT("other"), TEXT("1")));
        assert_false(passes(20000));
        struct event v = document(20001, RECEIVED);
        assert_true(gateway_door_passes(door, &v));
        assert_int_equal(v.since, v.stated_at);
        assert_true(passes(20000)); /* back again is a change, too */
        gateway_door_close(door, stored);
        open_door(d->folder); /* and the next run knows it */
        assert_false(passes(20000));
        gateway_door_close(door, stored);
}

static void what_may_be_lost_is_sent_again(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        assert_true(passes(20000));
        gateway_door_forget(door, TEXT("td"), TEXT("1"));
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        assert_true(passes(20000));
        assert_false(passes(20000));
        gateway_door_close(door, stored);
}

/* A run that was killed has not closed it, whatever else it was. */
static void a_memory_that_was_not_closed(void **state)
{
        static const char *const texts[] = {NULL, "", "7", "x\n", "7 7\n", "\n", "18446744073709551615\n"};
        const struct memory_dir *d = *state;
        char closed[160];
        snprintf(closed, sizeof(closed), "%s/closed", d->folder);
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                stored = 7;
                open_door(d->folder);
                passes(20000);
                assert_int_not_equal(access(closed, F_OK), 0);
                gateway_door_close(door, stored);
                assert_int_equal(access(closed, F_OK), 0);
                unlink(closed);
                if (texts[i]) {
                        const int fd = open(closed, O_CREAT | O_WRONLY, 0600);
                        assert_int_equal(write(fd, texts[i], strlen(texts[i])), strlen(texts[i]));
                        close(fd);
                }
                open_door(d->folder);
                assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
                assert_true(passes(20000));
                gateway_door_close(door, stored);
        }
}

/* The store was deleted, replaced, or filled without this memory: what the memory knows may be lost. */
static void a_memory_of_another_store(void **state)
{
        static const uint64_t then[] = {500, 500, 500, 0, 0}, later[] = {0, 499, 501, 1, 0};
        const struct memory_dir *d = *state;
        for (size_t i = 0; i < sizeof(then) / sizeof(then[0]); i++) {
                open_door(d->folder);
                passes(20000);
                gateway_door_close(door, then[i]);
                stored = later[i];
                open_door(d->folder);
                assert_int_equal(gateway_door_knows(door, TEXT("td"), TEXT("1")), then[i] == later[i]);
                gateway_door_close(door, stored);
        }
}

static void what_was_lost_is_sent_again(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        assert_true(passes(20000));
        assert_false(passes(20000));
        gateway_door_begin_anew(door, "a test");
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        assert_true(passes(20000));
        assert_false(passes(20000));
        gateway_door_close(door, stored);
        open_door(d->folder); /* it was closed in good order */
        assert_false(passes(20000));
        gateway_door_begin_anew(door, "a test");
        gateway_door_close(door, stored);
        open_door(d->folder);
        assert_true(passes(20000));
        gateway_door_close(door, stored);
}

/* The clock of the machine was set back: what comes later is the newer all the same. */
static void a_clock_that_was_set_back(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        assert_true(passes(20000));
        const micros before = now;
        now -= MICROS_PER_DAY;
        struct event v = document(20001, RECEIVED);
        assert_true(gateway_door_passes(door, &v));
        assert_true(v.stated_at > before && v.observed_at >= v.stated_at);
        assert_false(passes(20001));
        gateway_door_close(door, stored);
}

/* ---- a clock that was ahead, and is right again ---- */

enum { STATED_AHEAD = 5 }; /* seconds: so far a document may be stated too late when the memory began anew */

/* Sends a document of this day while the clock is a day ahead; returns when it was stated. */
static micros pass_ahead(void)
{
        now += MICROS_PER_DAY;
        struct event v = document(20000, RECEIVED);
        assert_true(gateway_door_passes(door, &v));
        now -= MICROS_PER_DAY;
        return v.stated_at;
}

/* Another document comes, of the same dossier: it is the later one, is remembered, and so is what follows. */
static void expect_later(micros before)
{
        struct event v = document(20001, RECEIVED);
        assert_true(gateway_door_passes(door, &v));
        assert_true(v.stated_at > before && v.observed_at >= v.stated_at);
        assert_true(v.stated_at <= before + STATED_AHEAD * MICROS_PER_SECOND + 1000);
        assert_false(passes(20001));
        struct event next = document(20002, RECEIVED);
        assert_true(gateway_door_passes(door, &next));
        assert_true(next.stated_at > v.stated_at);
}

/* Nothing of its memory need be on the disk yet. */
static void ahead_before_a_kill(void **state)
{
        const struct memory_dir *d = *state;
        int end[2], status;
        micros before;
        assert_int_equal(pipe(end), 0);
        const pid_t child = fork();
        if (child == 0) {
                open_door(d->folder);
                before = pass_ahead();
                _exit(write(end[1], &before, sizeof(before)) == sizeof(before) ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(read(end[0], &before, sizeof(before)), sizeof(before));
        close(end[0]);
        close(end[1]);
        for (int kills = 0; kills < 2; kills++) { /* a start that is killed, too, forgets nothing of it */
                const pid_t other = fork();
                if (other == 0) {
                        open_door(d->folder);
                        _exit(0);
                }
                assert_int_equal(waitpid(other, &status, 0), other);
                assert_int_equal(status, 0);
        }
        open_door(d->folder);
        expect_later(before);
        gateway_door_close(door, stored);
}

static void ahead_before_a_loss(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        const micros before = pass_ahead();
        gateway_door_begin_anew(door, "a test");
        expect_later(before);
        gateway_door_close(door, stored);
}

static void ahead_before_another_store(void **state)
{
        const struct memory_dir *d = *state;
        open_door(d->folder);
        const micros before = pass_ahead();
        gateway_door_close(door, stored + 1);
        open_door(d->folder);
        expect_later(before);
        gateway_door_close(door, stored);
}

/* The memory of a version that wrote no bound, or one that was damaged: what it had committed does. */
static void ahead_without_a_bound(void **state)
{
        static const char *const texts[] = {NULL, "", "x\n", "7", "9223372036854775807\n"};
        const struct memory_dir *d = *state;
        char path[160];
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                open_door(d->folder);
                const micros before = pass_ahead();
                gateway_door_close(door, stored + 1);
                snprintf(path, sizeof(path), "%s/stated", d->folder);
                assert_int_equal(unlink(path), 0);
                if (texts[i]) {
                        const int fd = open(path, O_CREAT | O_WRONLY, 0600);
                        assert_int_equal(write(fd, texts[i], strlen(texts[i])), strlen(texts[i]));
                        close(fd);
                }
                open_door(d->folder);
                expect_later(before);
                gateway_door_close(door, stored);
                snprintf(path, sizeof(path), "rm -r %s", d->folder);
                assert_int_equal(system(path), 0);
        }
}

/* A bound that cannot be written would be none. */
static void a_bound_that_cannot_be_written(void **state)
{
        const struct memory_dir *d = *state;
        char path[160];
        open_door(d->folder);
        snprintf(path, sizeof(path), "%s/stated.new", d->folder);
        assert_int_equal(mkdir(path, 0700), 0);
        struct capture c = capture_begin(STDERR_FILENO);
        assert_true(passes(20000));
        char *log = capture_end(&c);
        assert_non_null(strstr(log, "gateway.memory_given_up"));
        free(log);
        assert_false(gateway_door_remembers(door));
        assert_true(passes(20000));
        gateway_door_close(door, stored);
}

static void without_a_memory_all_is_sent(void **state)
{
        (void)state;
        open_door(NULL);
        assert_true(passes(20000));
        assert_true(passes(20000));
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        gateway_door_forget(door, TEXT("td"), TEXT("1"));
        gateway_door_begin_anew(door, "a test");
        gateway_door_close(door, stored);
}

#define DOOR_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                DOOR_TEST(what_says_nothing_new_is_not_sent),
                DOOR_TEST(what_may_be_lost_is_sent_again),
                DOOR_TEST(a_memory_that_was_not_closed),
                DOOR_TEST(a_clock_that_was_set_back),
                DOOR_TEST(without_a_memory_all_is_sent),
                DOOR_TEST(a_memory_of_another_store),
                DOOR_TEST(what_was_lost_is_sent_again),
                DOOR_TEST(ahead_before_a_kill),
                DOOR_TEST(ahead_before_a_loss),
                DOOR_TEST(ahead_before_another_store),
                DOOR_TEST(ahead_without_a_bound),
                DOOR_TEST(a_bound_that_cannot_be_written),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
