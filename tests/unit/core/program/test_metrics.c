/* SPDX-License-Identifier: Apache-2.0
 *
 * The text that Prometheus reads: kinds, labels with their escapes, buckets that add up, numbers that keep their last digit.
 */
#include "core/program/metrics.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct counter counters[] = {{"hentra_trial_bytes_total", "A \\ and\na new line.", COUNTER, 0}};
static struct metric_family family = {
        .name = "hentra_trial_lag_messages", .help = "Lag.", .kind = GAUGE, .label = "partition"};
static const double bounds[] = {0.5, 1, 2};
static struct metric_histogram histogram = {
        .name = "hentra_trial_seconds", .help = "Time.", .bound = bounds, .bounds = 3};
static struct bytes page;
static int set;

static const char *text(void)
{
        bytes_clear(&page);
        metrics_write(&page);
        bytes_add(&page, "", 1);
        return (const char *)page.at;
}

static void has(const char *part)
{
        if (!strstr(text(), part))
                fail_msg("lacks %s:\n%s", part, text());
}

static void set_lag(void *context)
{
        set++;
        metric_set(&family, "7", *(const double *)context);
}

static void test_text(void **state)
{
        (void)state;
        double lag = 3;
        counters_register(counters, 1);
        metrics_register_family(&family);
        metrics_register_family(&family); /* again: fine */
        metrics_register_histogram(&histogram);
        assert_null(strstr(text(), "hentra_trial_lag_messages")); /* it has no value yet */
        counters[0].value = 9007199254740991.0;
        has("# HELP hentra_trial_bytes_total A \\\\ and\\na new line.\n# TYPE hentra_trial_bytes_total "
            "counter\n"
            "hentra_trial_bytes_total 9007199254740991\n");
        metrics_before_writing(set_lag, &lag);
        metric_set(&family, "a\"b\\c\nd", 0.25);
        has("# TYPE hentra_trial_lag_messages "
            "gauge\nhentra_trial_lag_messages{partition=\"a\\\"b\\\\c\\nd\"} 0.25\n"
            "hentra_trial_lag_messages{partition=\"7\"} 3\n");
        lag = 4;
        has("{partition=\"7\"} 4\n");
        metrics_before_writing(set_lag, NULL);
        const int so_far = set;
        metric_clear(&family);
        assert_null(strstr(text(), "partition"));
        assert_int_equal(set, so_far);
}

static void test_histogram(void **state)
{
        (void)state;
        metrics_register_histogram(&histogram);
        metric_observe(&histogram, -1, 1); /* clocks differ */
        metric_observe(&histogram, 0.5, 1);
        metric_observe(&histogram, 0.75, 10);
        metric_observe(&histogram, 99, 2);
        has("# TYPE hentra_trial_seconds histogram\n"
            "hentra_trial_seconds_bucket{le=\"0.5\"} 2\nhentra_trial_seconds_bucket{le=\"1\"} 12\n"
            "hentra_trial_seconds_bucket{le=\"2\"} 12\nhentra_trial_seconds_bucket{le=\"+Inf\"} 14\n"
            "hentra_trial_seconds_sum 206\nhentra_trial_seconds_count 14\n");
}

/* Of one name, with one head. */
static void test_histograms_differ_by_a_label(void **state)
{
        static const double bound[] = {1};
        static struct metric_histogram of[2] = {{.name = "hentra_parted_seconds",
                                                 .help = "Parts.",
                                                 .bound = bound,
                                                 .bounds = 1,
                                                 .label = "ask",
                                                 .text = "a"},
                                                {.name = "hentra_parted_seconds",
                                                 .help = "Parts.",
                                                 .bound = bound,
                                                 .bounds = 1,
                                                 .label = "ask",
                                                 .text = "b"}};
        (void)state;
        metrics_register_histogram(&of[0]);
        metrics_register_histogram(&of[1]);
        metrics_register_histogram(&of[0]);
        metric_observe(&of[1], 3, 2);
        has("# HELP hentra_parted_seconds Parts.\n# TYPE hentra_parted_seconds histogram\n"
            "hentra_parted_seconds_bucket{ask=\"a\",le=\"1\"} "
            "0\nhentra_parted_seconds_bucket{ask=\"a\",le=\"+Inf\"} 0\n"
            "hentra_parted_seconds_sum{ask=\"a\"} 0\nhentra_parted_seconds_count{ask=\"a\"} 0\n"
            "hentra_parted_seconds_bucket{ask=\"b\",le=\"1\"} "
            "0\nhentra_parted_seconds_bucket{ask=\"b\",le=\"+Inf\"} 2\n"
            "hentra_parted_seconds_sum{ask=\"b\"} 6\nhentra_parted_seconds_count{ask=\"b\"} 2\n");
}

static void test_family_is_bounded(void **state)
{
        (void)state;
        char label[64];
        for (int i = 0; i < METRIC_VALUES_MOST + 100; i++) {
                snprintf(label, sizeof(label), "%d", i);
                metric_add(&family, label, 1);
        }
        assert_int_equal(family.n, METRIC_VALUES_MOST);
        memset(label, 'x', sizeof(label) - 1);
        label[sizeof(label) - 1] = '\0';
        metric_clear(&family);
        metric_add(&family, label, 1);
        metric_add(&family, label, 1); /* the same one, cut */
        assert_int_equal(family.n, 1);
        assert_true(metric_of(&family, label) == 2);
        metric_clear(&family);
}

static void test_process(void **state)
{
        (void)state;
        has("\nprocess_cpu_seconds_total ");
        has("\nprocess_open_fds ");
        has("\nprocess_max_fds ");
        const char *memory = strstr(text(), "\nprocess_resident_memory_bytes "),
                   *start = strstr(text(), "\nprocess_start_time_seconds ");
        assert_true(atof(strchr(memory + 1, ' ')) > 1e6);
        const double age = (double)time(NULL) - atof(strchr(start + 1, ' '));
        assert_true(age > -2 && age < 600);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_text),
                cmocka_unit_test(test_histogram),
                cmocka_unit_test(test_histograms_differ_by_a_label),
                cmocka_unit_test(test_family_is_bounded),
                cmocka_unit_test(test_process),
        };
        const int rc = cmocka_run_group_tests(tests, NULL, NULL);
        bytes_free(&page);
        free(family.of);
        return rc;
}
