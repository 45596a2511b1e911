/* SPDX-License-Identifier: Apache-2.0
 *
 * test_webhook_body.c - what a webhook is told and how that is signed, when it is tried again, and on which
 * days there is a digest.
 */
#include "tests/support/march.h"

#include "consumers/alert/tell/attempt.h"
#include "consumers/alert/tell/digest.h"
#include "consumers/alert/tell/webhook_body.h"
#include "consumers/alert/window.h"
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- attempts ---- */

static void the_status_tells_what_to_do(void **state)
{
        /* Also what a proxy says while the receiver behind it is rolled out. */
        static const int again[] = {0,   301, 302, 307, 400, 401, 403, 404, 405, 408,
                                    409, 410, 422, 425, 429, 500, 502, 503, 504, 599};
        (void)state;
        for (int status = 200; status < 300; status++)
                assert_int_equal(attempt_verdict(status, 12, 12), DELIVERY_DONE);
        for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
                assert_int_equal(attempt_verdict(again[i], 11, 12), DELIVERY_WAITING);
                assert_int_equal(attempt_verdict(again[i], 12, 12), DELIVERY_GIVEN_UP);
        }
        assert_int_equal(attempt_verdict(413, 1, 12), DELIVERY_GIVEN_UP);
        assert_true(attempt_too_large(413));
        assert_false(attempt_too_large(404));
}

static void pauses_double_within_their_bounds(void **state)
{
        int64_t least = INT64_MAX, most = 0;
        (void)state;
        for (int tried = 1; tried <= 1000; tried++) {
                const int64_t whole = tried <= 12 ? 1000LL << (tried - 1) : 3600000,
                              bound = whole < 3600000 ? whole : 3600000;
                for (int64_t id = 1; id <= 100; id++) {
                        const int64_t ms = attempt_pause_ms(id, tried, 0);
                        assert_in_range(ms, bound / 2, bound);
                        if (tried == 10) {
                                least = ms < least ? ms : least;
                                most = ms > most ? ms : most;
                        }
                }
        }
        /* Deliveries that failed together do not come back together. */
        assert_true(most - least > 512000 / 4);
        assert_int_equal(attempt_pause_ms(1, 1, 30), 30000);
        assert_int_equal(attempt_pause_ms(1, 1, 86400), 3600000);
        assert_in_range(attempt_pause_ms(1, 8, 1), 64000, 128000);
}

static void one_that_goes_on_failing_is_left_alone_for_longer(void **state)
{
        struct suspects s = {0};
        (void)state;
        suspects_fail(&s, 7, 0, 0);
        assert_int_equal(s.of[0].until, 1000000);
        /* It was under way already. */
        suspects_fail(&s, 7, 0, 10);
        assert_int_equal(s.of[0].failures, 1);
        suspects_fail(&s, 7, 0, 2000000);
        assert_int_equal(s.of[0].until, 4000000);
        for (int i = 1; i < 100; i++)
                suspects_fail(&s, 7, 0, i * 1000000000LL);
        assert_int_equal(s.of[0].until, 99 * 1000000000LL + SUSPECT_PAUSE_MOST_MS * 1000LL);
        suspects_fail(&s, 8, 120, 0);
        assert_int_equal(s.of[1].until, 120000000);
        int32_t all[2], pausing[2];
        micros until = END_OF_TIME;
        assert_int_equal(suspects_list(&s, 120000000, all, pausing, &until), 1);
        assert_int_equal(all[0] + all[1], 7 + 8);
        assert_int_equal(pausing[0], 7);
        assert_int_equal(until, s.of[0].until);
        suspects_clear(&s, 7);
        suspects_clear(&s, 9);
        assert_int_equal(s.n, 1);
        assert_int_equal(s.of[0].webhook_id, 8);
        suspects_free(&s);
        suspects_free(&s);
}

/* ---- what is said ---- */

static struct alert_message overdue(void)
{
        return (struct alert_message){.alert_id = 17,
                                      .transition = 3,
                                      .reason = 0,
                                      .at = march(9, 17, 0) + 1,
                                      .rule = TEXT("overdue"),
                                      .kind = 2,
                                      .step = 1,
                                      .due_at = march(9, 17, 0),
                                      .fires_at = march(9, 17, 0) + 1,
                                      .dossier_id = TEXT("H58-\"1\""),
                                      .case_kind = 0,
                                      .agency = TEXT("H58.1"),
                                      .recipient = TEXT("H58"),
                                      .procedure = {"", 0},
                                      .stale = true};
}

static void an_alert_is_one_object(void **state)
{
        const struct alert_message m = overdue();
        char *body = alert_body(&m, zone, calendar);
        (void)state;
        assert_string_equal(
                body,
                "{\"type\":\"alert\",\"id\":\"17.3\",\"alert_id\":17,\"transition\":3,\"state\":\"RAISED\","
                "\"reason\":null,\"at\":\"2022-03-09T10:00:00.000001Z\",\"fires_at\":\"2022-03-09T10:00:00."
                "000001Z\",\"rule\":\"overdue\",\"kind\":\"OVERDUE\",\"step\":1,\"due_at\":\"2022-03-09T10:"
                "00:00Z\",\"dossier_id\":\"H58-\\\"1\\\"\",\"case_kind\":\"DOSSIER\",\"agency\":\"H58.1\","
                "\"procedure\":null,\"stale\":true,\"recipient\":\"H58\",\"text\":{\"vi\":\"Hồ sơ "
                "H58-\\\"1\\\" "
                "tại H58.1 đã quá hạn trả kết quả: hẹn trả 17:00 ngày 09/03/2022.\",\"en\":\"Dossier "
                "H58-\\\"1\\\" at H58.1 is overdue: its return date was 2022-03-09 17:00.\"}}");
        free(body);
}

static void a_clearing_says_why(void **state)
{
        struct alert_message m = overdue();
        struct json_node *root;
        struct err e;
        struct text t;
        (void)state;
        m.transition = 4;
        m.reason = 5;
        m.fires_at = END_OF_TIME;
        char *body = alert_body(&m, zone, calendar);
        assert_int_equal(json_read(&root, text_of(body), &e), OK);
        assert_true(json_text_of(json_member(root, "state"), &t));
        assert_string_equal(t.at, "CLEARED");
        assert_true(json_text_of(json_member(root, "reason"), &t));
        assert_string_equal(t.at, "PAUSED");
        assert_false(json_text_of(json_member(root, "fires_at"), &t));
        json_close(root);
        free(body);
}

/* The object that docs/alerts.md shows: another type, and nothing of a dossier. */
static void a_silent_source_is_another_object(void **state)
{
        const micros since = march(18, 16, 30);
        struct alert_message m = {.alert_id = 7,
                                  .transition = 1,
                                  .at = march(21, 8, 0),
                                  .rule = TEXT("source-silent"),
                                  .kind = SOURCE_SILENT,
                                  .step = 1,
                                  .offset_minutes = 90,
                                  .due_at = since,
                                  .fires_at = march(21, 8, 0),
                                  .source = TEXT("one-stop"),
                                  .usual_minutes = 30};
        (void)state;
        char *body = alert_body(&m, zone, calendar);
        assert_non_null(strstr(body, "{\"type\":\"source\",\"id\":\"7.1\",\"alert_id\":7,\"transition\":1,"
                                     "\"state\":\"RAISED\",\"reason\":null,"));
        assert_non_null(strstr(body, "\"kind\":\"SOURCE_SILENT\",\"source\":\"one-stop\","
                                     "\"silent_since\":\"2022-03-18T09:30:00Z\",\"usual_minutes\":30,"));
        assert_null(strstr(body, "dossier"));
        free(body);
        m.transition = 2;
        m.reason = 10;
        body = alert_body(&m, zone, calendar);
        assert_non_null(strstr(body, "\"state\":\"CLEARED\",\"reason\":\"HEARD\","));
        free(body);
}

/* Its chance, and of how many it is known; other alerts of dossiers have no such members. */
static void a_likely_one_tells_its_chance(void **state)
{
        struct alert_message m = overdue();
        (void)state;
        char *body = alert_body(&m, zone, calendar);
        assert_null(strstr(body, "chance"));
        free(body);
        m.kind = LIKELY_LATE;
        m.chance_percent = 63;
        m.alike = 212;
        body = alert_body(&m, zone, calendar);
        assert_non_null(strstr(body, "\"kind\":\"LIKELY_LATE\",\"step\":1,"));
        assert_non_null(strstr(body, "\"recipient\":\"H58\",\"chance_percent\":63,\"alike\":212,\"text\":"));
        assert_non_null(strstr(body,
                               "is likely to be late: return date 2022-03-09 17:00, chance 63 % (by 212 "
                               "dossiers like it that took longer)."));
        assert_non_null(strstr(body,
                               "có nguy cơ trễ hạn: hẹn trả 17:00 ngày 09/03/2022, khả năng trễ 63 % (theo "
                               "212 hồ sơ tương tự đã kéo dài hơn)."));
        free(body);
        m.transition = 4;
        m.reason = 11;
        body = alert_body(&m, zone, calendar);
        assert_non_null(strstr(body, "\"reason\":\"UNLIKELY\""));
        assert_non_null(strstr(body, "alert cleared, its chance to be late has fallen."));
        free(body);
}

static void a_digest_counts_what_it_leaves_out(void **state)
{
        const struct alert_message m = overdue();
        const struct digest d = {.day = day_of_civil(2022, 3, 10),
                                 .number = 5,
                                 .agency = TEXT("H58"),
                                 .part = 1,
                                 .parts = 1,
                                 .at = march(10, 7, 30),
                                 .count = {2, 40, 0, 3},
                                 .left_out = 41,
                                 .alert = &m,
                                 .n = 1};
        char *body = digest_body(&d);
        (void)state;
        assert_string_equal(
                body,
                "{\"type\":\"digest\",\"id\":\"digest.2022-03-10.5\",\"day\":\"2022-03-10\",\"agency\":"
                "\"H58\","
                "\"part\":1,\"parts\":1,\"at\":\"2022-03-10T00:30:00Z\",\"counts\":{\"DUE_SOON\":2,"
                "\"OVERDUE\":40,\"ESCALATION\":0,\"LIKELY_LATE\":3},"
                "\"left_out\":41,\"alerts\":[{\"alert_id\":17,\"transition\":3,\"raised_at\":\"2022-03-09T10:"
                "00:"
                "00.000001Z\",\"rule\":\"overdue\",\"kind\":\"OVERDUE\",\"step\":1,\"due_at\":\"2022-03-"
                "09T10:00:"
                "00Z\",\"dossier_id\":\"H58-\\\"1\\\"\",\"case_kind\":\"DOSSIER\",\"agency\":\"H58.1\","
                "\"procedure\":null,\"stale\":true}],\"text\":{\"vi\":\"H58, ngày 10/03/2022: 45 cảnh báo "
                "(sắp "
                "đến hạn 2, quá hạn 40, báo cáo lên 0, có nguy cơ trễ hạn 3).\",\"en\":\"H58, 2022-03-10: 45 "
                "alert(s) stand (due "
                "soon "
                "2, overdue 40, escalation 0, likely late 3).\"}}");
        free(body);
}

static void a_part_says_which_it_is(void **state)
{
        const struct digest d = {.day = day_of_civil(2022, 3, 10),
                                 .number = INT64_MAX,
                                 .agency = TEXT("H58"),
                                 .part = 511,
                                 .parts = 512,
                                 .at = march(10, 7, 30),
                                 .count = {0, 700, 0},
                                 .left_out = 200};
        char *body = digest_body(&d);
        (void)state;
        assert_non_null(strstr(body, "\"id\":\"digest.2022-03-10.9223372036854775807.511of512\","));
        assert_non_null(strstr(body, "\"part\":511,\"parts\":512,"));
        assert_non_null(strstr(body, "\"left_out\":200,\"alerts\":[]"));
        assert_non_null(strstr(body, "báo cáo lên 0, có nguy cơ trễ hạn 0). Phần 511/512.\""));
        assert_non_null(strstr(body, "escalation 0, likely late 0). Part 511 of 512.\""));
        free(body);
}

/* The signature was made by another program: printf '1646000000.{}' | openssl dgst -sha256 -hmac key. */
static void headers_prove_who_says_it(void **state)
{
        struct webhook_headers h;
        (void)state;
        webhook_headers(&h, "17.3", 1646000000, "key", "{}");
        assert_string_equal(h.list[0], "Content-Type: application/json");
        assert_string_equal(h.list[1], "X-Hentra-Delivery: 17.3");
        assert_string_equal(h.list[2], "X-Hentra-Timestamp: 1646000000");
        assert_string_equal(h.list[3],
                            "X-Hentra-Signature: "
                            "sha256=2d2b006e3db04dfa8fa9b7db747395617af63c1fbd828dfab4a81dd11fcd70cd");
        assert_null(h.list[4]);
        webhook_headers(&h, "17.3", 1646000000, NULL, "{}");
        assert_null(h.list[3]);
}

/* ---- digests ---- */

static void digests_are_due_on_working_days(void **state)
{
        enum { HALF_PAST_SEVEN = 450 };
        (void)state;
        /* Before its time, and after it as long as the day has not had it. */
        assert_int_equal(digest_next(calendar, zone, INT32_MIN, HALF_PAST_SEVEN, march(8, 0, 0)),
                         march(8, 7, 30));
        assert_int_equal(digest_next(calendar, zone, INT32_MIN, HALF_PAST_SEVEN, march(8, 23, 59)),
                         march(8, 7, 30));
        assert_int_equal(
                digest_next(calendar, zone, day_of_civil(2022, 3, 7), HALF_PAST_SEVEN, march(8, 9, 0)),
                march(8, 7, 30));
        assert_int_equal(
                digest_next(calendar, zone, day_of_civil(2022, 3, 8), HALF_PAST_SEVEN, march(8, 9, 0)),
                march(9, 7, 30));
        /* From Thursday over the holiday and the weekend to Monday. */
        assert_int_equal(
                digest_next(calendar, zone, day_of_civil(2022, 3, 10), HALF_PAST_SEVEN, march(10, 9, 0)),
                march(14, 7, 30));
        /* A day that is over is not made up for. */
        assert_int_equal(
                digest_next(calendar, zone, day_of_civil(2022, 3, 8), HALF_PAST_SEVEN, march(12, 9, 0)),
                march(14, 7, 30));
        assert_int_equal(digest_next(calendar, zone, INT32_MIN, 0, march(9, 0, 0)), march(9, 0, 0));
        assert_int_equal(digest_next(calendar, zone, INT32_MIN, 1439, march(9, 0, 0)), march(9, 23, 59));
        /* The clock was set back, or the calendar ends. */
        assert_int_equal(
                digest_next(calendar, zone, day_of_civil(2022, 3, 20), HALF_PAST_SEVEN, march(8, 9, 0)),
                march(21, 7, 30));
        assert_int_equal(digest_next(calendar, zone, INT32_MIN, 0, MOMENT_LIMIT - 1), END_OF_TIME);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_status_tells_what_to_do),
                cmocka_unit_test(pauses_double_within_their_bounds),
                cmocka_unit_test(one_that_goes_on_failing_is_left_alone_for_longer),
                cmocka_unit_test(an_alert_is_one_object),
                cmocka_unit_test(a_clearing_says_why),
                cmocka_unit_test(a_silent_source_is_another_object),
                cmocka_unit_test(a_likely_one_tells_its_chance),
                cmocka_unit_test(a_digest_counts_what_it_leaves_out),
                cmocka_unit_test(a_part_says_which_it_is),
                cmocka_unit_test(headers_prove_who_says_it),
                cmocka_unit_test(digests_are_due_on_working_days),
        };
        return cmocka_run_group_tests(tests, march_open, march_close);
}
