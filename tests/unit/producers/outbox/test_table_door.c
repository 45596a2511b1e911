/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_door.c - with another mapping, what is read takes the place of what the former one said, whatever
 * time it names.
 */
#include "producers/format/document.h"
#include "producers/outbox/table_door.h"
#include "tests/support/memory_dir.h"

static struct zone *zone;
static struct table_door door;
static struct err e;

static int set_up(void **state)
{
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? memory_dir_set_up(state) : -1;
}

static int tear_down(void **state)
{
        zone_close(zone);
        return memory_dir_tear_down(state);
}

static void open_door(const struct memory_dir *d, bool anew)
{
        if (table_door_open(&door, d->path, 1000, zone, anew, &e) != OK)
                fail_msg("%s", e.text);
}

/* Of dossier "1", received on this day, stated then, and read now. */
static struct event document(int day, micros stated_at)
{
        struct event v = {.kind = KIND_DOCUMENT,
                          .source = TEXT("petitions"),
                          .dossier_id = TEXT("1"),
                          .agency = TEXT("H01"),
                          .submitted_at = NO_TIME,
                          .due_at = NO_TIME,
                          .since = NO_TIME,
                          .stated_at = stated_at,
                          .observed_at = moment_now()};
        if (v.observed_at < stated_at)
                v.observed_at = stated_at;
        document_add(&v, &(struct event_occurrence){RECEIVED, day * MICROS_PER_DAY, false, false, v.agency});
        document_head(&v);
        return v;
}

/* Returns when it was stated. */
static micros pass(int day, micros stated_at)
{
        struct event v = document(day, stated_at);
        assert_true(table_door_passes(&door, &v));
        assert_true(v.observed_at >= v.stated_at);
        return v.stated_at;
}

/* The former mapping had no time, so all was stated when it was read, or its time lay ahead; the next one maps a
 * time of long ago. */
static void by_another_mapping(void **state)
{
        const micros hour = MICROS_PER_DAY / 24, ahead[] = {0, hour};
        const struct memory_dir *d = *state;
        for (int committed = 0; committed < 2; committed++)
                for (size_t i = 0; i < sizeof(ahead) / sizeof(ahead[0]); i++) {
                        const micros january = moment_now() - 300 * MICROS_PER_DAY;
                        open_door(d, false);
                        const micros first = pass(20000, moment_now() + (committed ? ahead[i] : 0));
                        if (committed)
                                assert_int_equal(table_door_commit(&door, &e), OK);
                        table_door_close(&door);
                        open_door(d, true);
                        table_door_close(&door); /* and it ended before anything was read */
                        open_door(d, true);
                        const micros second = pass(20001, january);
                        assert_true(second > first);
                        struct event again = document(20001, january);
                        assert_false(table_door_passes(&door, &again));
                        table_door_close(&door);
                        open_door(d, true);
                        table_door_close(&door);
                        char command[160];
                        snprintf(command, sizeof(command), "rm -r %s/memory", d->path);
                        assert_int_equal(system(command), 0);
                }
}

/* By the same one, a time that is mapped stays. */
static void by_the_same_mapping(void **state)
{
        const struct memory_dir *d = *state;
        const micros january = moment_now() - 300 * MICROS_PER_DAY;
        open_door(d, false);
        assert_int_equal(pass(20000, january), january);
        assert_int_equal(table_door_commit(&door, &e), OK);
        table_door_close(&door);
        open_door(d, false);
        assert_int_equal(pass(20001, january + 1000), january + 1000);
        table_door_close(&door);
}

#define DOOR_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {DOOR_TEST(by_another_mapping), DOOR_TEST(by_the_same_mapping)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
