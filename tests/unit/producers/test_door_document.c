/* SPDX-License-Identifier: Apache-2.0
 *
 * test_door_document.c - a document as the door sees it: whether it is open, by its last segment.
 */
#include "core/base/event_field.h"
#include "producers/door.h"
#include "tests/support/unit.h"

static struct event document(const struct event_occurrence *occurrence, uint32_t n)
{
        struct event v;
        event_empty(&v);
        v.kind = KIND_DOCUMENT;
        v.source = TEXT("igate");
        v.dossier_id = TEXT("000.00.01.H01-220101-0001");
        v.agency = TEXT("H01");
        v.stated_at = v.occurred_at = 1000;
        v.observed_at = 2000;
        v.due_at = 500;
        v.occurrence_n = n;
        for (uint32_t i = 0; i < n; i++)
                v.occurrence[i] = occurrence[i];
        return v;
}

static void expect(const struct event_occurrence *occurrence, uint32_t n, enum status ended_by,
                   micros ended_at)
{
        const struct event v = document(occurrence, n);
        const struct door_document d = door_document_of(&v);
        assert_int_equal(d.ended_by, ended_by);
        assert_int_equal(d.ended_at, ended_at);
        assert_int_equal(d.stated_at, 1000);
        assert_int_equal(d.due_at, 500);
        assert_int_equal(d.empty, n == 0);
}

static void open_or_ended(void **state)
{
        (void)state;
        const struct event_occurrence received = {.status = RECEIVED, .occurred_at = 100},
                                      stopped = {.status = STOPPED, .occurred_at = 200},
                                      resolved = {.status = RESOLVED, .occurred_at = 300},
                                      returned = {.status = RETURNED, .occurred_at = 400},
                                      undated = {.status = RESOLVED, .occurred_at = NO_TIME},
                                      reopened = {.status = PROCESSING, .occurred_at = 400, .reopens = true},
                                      refused = {.status = REFUSED, .occurred_at = 600};
        expect(NULL, 0, STATUS_UNKNOWN, NO_TIME);
        expect((struct event_occurrence[]){received, stopped}, 2, STATUS_UNKNOWN, NO_TIME);
        expect((struct event_occurrence[]){returned, received, resolved}, 3, RESOLVED, 300);
        expect((struct event_occurrence[]){received, undated}, 2, RESOLVED, NO_TIME);
        expect((struct event_occurrence[]){reopened, received, resolved}, 3, STATUS_UNKNOWN, NO_TIME);
        /* an end of the same time as the reopening is before it */
        expect((struct event_occurrence[]){reopened, returned, resolved}, 3, STATUS_UNKNOWN, NO_TIME);
        expect((struct event_occurrence[]){refused, reopened, resolved}, 3, REFUSED, 600);
        expect((struct event_occurrence[]){reopened, undated}, 2, RESOLVED, NO_TIME);
}

/* The hash is that of what is said: neither of when, nor of what follows from the occurrences. */
static void the_content_alone(void **state)
{
        (void)state;
        const struct event_occurrence received = {.status = RECEIVED, .occurred_at = 100};
        struct event v = document(&received, 1);
        const uint64_t hash = door_document_of(&v).hash;
        v.stated_at = 7000;
        v.observed_at = 7001;
        v.since = 6000;
        v.status = RESOLVED;
        v.occurred_at = 42;
        assert_true(door_document_of(&v).hash == hash);
        v.due_at = 501;
        assert_true(door_document_of(&v).hash != hash);
        v.due_at = 500;
        v.occurrence[0].occurred_at = 101;
        assert_true(door_document_of(&v).hash != hash);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(open_or_ended),
                cmocka_unit_test(the_content_alone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
