/* SPDX-License-Identifier: Apache-2.0
 *
 * test_routes.c - paths, parameters, and a job on its way.
 */
#include "consumers/dashboard/routes.h"
#include "tests/support/unit.h"

static void a_path_has_one_route(void **state)
{
        const char *name;
        (void)state;
        assert_int_equal(route_find("/api/login", &name)->kind, ROUTE_LOGIN);
        assert_true(route_find("/api/login", &name)->posts);
        assert_int_equal(route_find("/api/report/late", &name)->ask, ASK_REPORT);
        assert_string_equal(name, "late");
        assert_int_equal(route_find("/api/reports", &name)->ask, ASK_REPORTS);
        assert_int_equal(route_find("/api/dossier/H58/1", &name)->ask, ASK_DOSSIER);
        assert_string_equal(name, "H58/1");
        assert_null(route_find("/api/report/", &name));
        assert_null(route_find("/api/report", &name));
        assert_null(route_find("/api/todays", &name));
        assert_null(route_find("/api/", &name));
        assert_null(route_find("/", &name));
}

static void only_named_parameters_pass(void **state)
{
        const char *name;
        const struct route *report = route_find("/api/report/late", &name);
        (void)state;
        assert_true(route_takes(report, "as_of"));
        assert_true(route_takes(report, "offset"));
        assert_false(route_takes(report, "as"));
        assert_false(route_takes(report, "as_of known_at"));
        assert_false(route_takes(report, ""));
        /* These read or write files of the machine, or keep something. */
        static const char *const never[] = {"output", "rules", "freeze", "config",
                                            "set",    "wait",  "format", "list"};
        for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
                assert_false(route_takes(report, never[i]));
                assert_false(route_takes(route_find("/api/download/late.csv", &name), never[i]));
        }
}

static void a_download_has_a_type(void **state)
{
        size_t stem;
        (void)state;
        assert_string_equal(download_type("late.csv", &stem), "text/csv; charset=utf-8");
        assert_int_equal(stem, 4);
        assert_non_null(download_type("online-rate.xlsx", &stem));
        assert_null(download_type("late", &stem));
        assert_null(download_type("late.html", &stem));
}

static void a_job_crosses_as_it_is(void **state)
{
        struct bytes b = {0};
        struct job out = {.ask = ASK_REPORT,
                          .person = true,
                          .role = "o'\"role",
                          .name = "late",
                          .body = {"a\0b", 3},
                          .pair = {{"from", "2022-03-01"}, {"to", ""}},
                          .pairs = 2},
                   in;
        (void)state;
        job_write(&b, &out);
        assert_true(job_read((struct text){(const char *)b.at, b.len}, &in));
        assert_int_equal(in.ask, ASK_REPORT);
        assert_true(in.person);
        assert_string_equal(in.role, "o'\"role");
        assert_int_equal(in.body.len, 3);
        assert_memory_equal(in.body.at, "a\0b", 3);
        assert_string_equal(job_value(&in, "from"), "2022-03-01");
        assert_string_equal(job_value(&in, "to"), "");
        assert_null(job_value(&in, "role"));
        for (size_t len = 0; len < b.len; len++)
                assert_false(job_read((struct text){(const char *)b.at, len}, &in));
        /* Another role is another job. */
        struct bytes other = {0};
        out.role = "role";
        job_write(&other, &out);
        assert_false(b.len == other.len && !memcmp(b.at, other.at, b.len));
        bytes_free(&b);
        bytes_free(&other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_path_has_one_route), cmocka_unit_test(only_named_parameters_pass),
                cmocka_unit_test(a_download_has_a_type), cmocka_unit_test(a_job_crosses_as_it_is)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
