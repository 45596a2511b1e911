/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_door.c - what is sent again, and what is not, also after a process that ended anywhere.
 */
#include "core/base/event_field.h"
#include "producers/format/document.h"
#include "producers/gateway/gateway_door.h"
#include "tests/support/memory_dir.h"

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
                DOOR_TEST(what_says_nothing_new_is_not_sent), DOOR_TEST(what_may_be_lost_is_sent_again),
                DOOR_TEST(a_memory_that_was_not_closed),      DOOR_TEST(a_clock_that_was_set_back),
                DOOR_TEST(without_a_memory_all_is_sent),      DOOR_TEST(a_memory_of_another_store),
                DOOR_TEST(what_was_lost_is_sent_again),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
