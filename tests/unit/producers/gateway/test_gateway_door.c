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

static void open_door(const char *folder)
{
        if (gateway_door_open(&door, folder, 1000, zone, &e) != OK)
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
        gateway_door_close(door);
        open_door(d->folder); /* and the next run knows it */
        assert_false(passes(20000));
        gateway_door_close(door);
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
        gateway_door_close(door);
}

/* A run that was killed: its mark is there, so the next one begins anew. */
static void a_memory_that_was_not_closed(void **state)
{
        const struct memory_dir *d = *state;
        char mark[160];
        open_door(d->folder);
        assert_true(passes(20000));
        snprintf(mark, sizeof(mark), "%s/open", d->folder);
        assert_int_equal(access(mark, F_OK), 0);
        gateway_door_close(door);
        assert_int_not_equal(access(mark, F_OK), 0);
        close(open(mark, O_CREAT | O_WRONLY, 0600));
        open_door(d->folder);
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        assert_true(passes(20000));
        gateway_door_close(door);
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
        gateway_door_close(door);
}

static void without_a_memory_all_is_sent(void **state)
{
        (void)state;
        open_door(NULL);
        assert_true(passes(20000));
        assert_true(passes(20000));
        assert_false(gateway_door_knows(door, TEXT("td"), TEXT("1")));
        gateway_door_forget(door, TEXT("td"), TEXT("1"));
        gateway_door_close(door);
}

#define DOOR_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                DOOR_TEST(what_says_nothing_new_is_not_sent), DOOR_TEST(what_may_be_lost_is_sent_again),
                DOOR_TEST(a_memory_that_was_not_closed),      DOOR_TEST(a_clock_that_was_set_back),
                DOOR_TEST(without_a_memory_all_is_sent),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
