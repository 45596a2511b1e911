/* SPDX-License-Identifier: Apache-2.0
 *
 * test_visits.c - sessions, and how often a login may fail.
 */
#include "consumers/dashboard/attempts.h"
#include "consumers/dashboard/visits.h"
#include "core/lib/crypto.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <string.h>

static const micros S = MICROS_PER_SECOND;

static void begin(struct visits *v, const char *role, micros now, char id[static VISIT_TEXT])
{
        uint8_t hash[32];
        visit_make(id);
        sha256_text(text_of(id), hash);
        visit_begin(v, role, hash, now);
}

static void a_session_ends_idle_or_old_or_by_hand(void **state)
{
        struct visits v;
        char id[VISIT_TEXT], other[VISIT_TEXT];
        (void)state;
        visits_open(&v, 100 * S, 1000 * S);
        begin(&v, "an", S, id);
        begin(&v, "bo", S, other);
        assert_string_not_equal(id, other);
        struct visit *one = visit_find(&v, text_of(id), 2 * S);
        assert_non_null(one);
        assert_string_equal(one->role, "an");
        assert_string_equal(visit_find(&v, text_of(other), 2 * S)->role, "bo");
        assert_null(visit_find(&v, text_of(id), 101 * S));
        one->asked = 90 * S;
        assert_non_null(visit_find(&v, text_of(id), 101 * S));
        const uint64_t number = one->number;
        assert_true(visit_lives(&v, number, 101 * S));
        one->asked = 1000 * S;
        assert_null(visit_find(&v, text_of(id), 1001 * S));
        assert_false(visit_lives(&v, number, 1001 * S));
        one->asked = 2 * S;
        visit_end(one);
        assert_null(visit_find(&v, text_of(id), 3 * S));
        assert_false(visit_lives(&v, number, 3 * S));
        id[3] ^= 1;
        assert_null(visit_find(&v, text_of(id), 3 * S));
        assert_null(visit_find(&v, TEXT(""), 3 * S));
        visits_close(&v);
}

static void who_logs_in_without_end_ends_his_own(void **state)
{
        struct visits v;
        char first[VISIT_TEXT], id[VISIT_TEXT];
        (void)state;
        visits_open(&v, 1000000 * S, 1000000 * S);
        begin(&v, "an", S, first);
        for (int i = 0; i < VISITS_MOST + 10; i++)
                begin(&v, "bo", (2 + i) * S, id);
        assert_non_null(visit_find(&v, text_of(first), 10000 * S));
        assert_non_null(visit_find(&v, text_of(id), 10000 * S));
        visits_close(&v);
}

static void cookies_are_found_whole(void **state)
{
        (void)state;
        struct text t = cookie_of("a=1; hentra=x; hentra_session=abc", "hentra_session");
        assert_int_equal(t.len, 3);
        assert_memory_equal(t.at, "abc", 3);
        assert_null(cookie_of("xhentra_session=abc", "hentra_session").at);
        assert_null(cookie_of("hentra_session", "hentra_session").at);
        assert_null(cookie_of(NULL, "hentra_session").at);
        assert_null(cookie_of("; ;", "hentra_session").at);
}

static void failures_run_out_and_come_back(void **state)
{
        static struct attempts a;
        const uint8_t here[16] = {[10] = 0xff, 0xff, 10, 0, 0, 1},
                      there[16] = {[10] = 0xff, 0xff, 10, 0, 0, 2}, none[16] = {0};
        char role[16];
        int wait;
        (void)state;
        for (int i = 0; i < ATTEMPTS_OF_ADDRESS; i++) {
                snprintf(role, sizeof(role), "role%d", i);
                assert_int_equal(attempt_begin(&a, here, role, S), 0);
        }
        wait = attempt_begin(&a, here, "another", S);
        assert_true(wait > 0 && wait <= ATTEMPT_SECONDS + 1);
        assert_int_equal(attempt_begin(&a, there, "another", S), 0);
        assert_int_equal(attempt_begin(&a, here, "another", (1 + ATTEMPT_SECONDS) * S), 0);
        /* One role, from everywhere. */
        for (int i = 0; i < ATTEMPTS_OF_ROLE; i++)
                assert_int_equal(attempt_begin(&a, none, "victim", S), 0);
        assert_true(attempt_begin(&a, there, "victim", S) > 0);
        /* What was right does not count. */
        for (int i = 0; i < 100; i++) {
                assert_int_equal(attempt_begin(&a, none, "good", S), 0);
                attempt_was_right(&a, none, "good");
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(a_session_ends_idle_or_old_or_by_hand),
                                           cmocka_unit_test(who_logs_in_without_end_ends_his_own),
                                           cmocka_unit_test(cookies_are_found_whole),
                                           cmocka_unit_test(failures_run_out_and_come_back)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
