/* SPDX-License-Identifier: Apache-2.0
 *
 * test_flow_runs.c - rows that were set aside come back in order, each key once, whatever fits into memory.
 */
#include "consumers/verify/flow_runs.h"
#include "tests/support/unit.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char directory[] = "/tmp/hentra-runs-XXXXXX";

static int make_directory(void **state)
{
        (void)state;
        return mkdtemp(directory) && setenv("TMPDIR", directory, 1) == 0 ? 0 : -1;
}

static int names_in_directory(void)
{
        DIR *d = opendir(directory);
        int n = -2; /* . and .. */
        while (readdir(d))
                n++;
        closedir(d);
        return n;
}

static int remove_directory(void **state)
{
        (void)state;
        return rmdir(directory);
}

enum { DAYS = 25, AGENCIES = 8, PROCEDURES = 3, KEYS = DAYS * AGENCIES * PROCEDURES };
static const enum measure told[] = {M_submitted, M_elapsed_seconds, M_overdue_instant_out};
enum { TOLD = 3 };

static struct flow_key key_of(int number)
{
        return (struct flow_key){number / (AGENCIES * PROCEDURES) - DAYS / 2,
                                 1000 + (uint32_t)(number / PROCEDURES % AGENCIES),
                                 (uint32_t)(number % PROCEDURES), ONLINE, TASK};
}

static int64_t amount_of(unsigned *seed, enum measure m)
{
        const int64_t small = rand_r(seed) % 3 - 1;
        return m == M_elapsed_seconds ? small * 40000000000 : small * (rand_r(seed) % 300);
}

static void assert_merged(const struct flow_runs *runs, const struct spill *spill, size_t memory,
                          int64_t model[KEYS][TOLD])
{
        struct flow_merge *m;
        struct flow_row row;
        struct err e;
        bool any;
        assert_int_equal(flow_merge_open(&m, runs, spill, memory, &e), OK);
        for (int number = 0; number < KEYS; number++) {
                if (!model[number][0] && !model[number][1] && !model[number][2])
                        continue;
                const struct flow_key key = key_of(number);
                assert_int_equal(flow_merge_next(m, &row, &any, &e), OK);
                assert_true(any);
                assert_int_equal(flow_key_compare(&row.key, &key), 0);
                for (int i = 0; i < TOLD; i++)
                        assert_int_equal(flow_amount(&row, told[i]), model[number][i]);
        }
        assert_int_equal(flow_merge_next(m, &row, &any, &e), OK);
        assert_false(any);
        flow_merge_close(m);
}

/* Against the plainest model there is: an array with a place for every key. Sums of any size, a spill of any
 * size, and two kinds of rows in one spill. */
static void agrees_with_an_array(void **state)
{
        (void)state;
        static const size_t most[] = {1, 300, 5000, 1 << 20};
        static int64_t model[2][KEYS][TOLD];
        unsigned seed = 5;
        struct err e;
        for (int round = 0; round < 40; round++) {
                struct spill spill = {.most = most[round % 4]};
                struct flow_runs runs[2] = {0};
                struct flow_sum sums[2] = {0};
                const size_t rows_most = 1 + (size_t)(rand_r(&seed) % (2 * KEYS));
                memset(model, 0, sizeof model);
                for (int i = rand_r(&seed) % 4000; i > 0; i--) {
                        const int kind = rand_r(&seed) % 2, number = rand_r(&seed) % KEYS;
                        const int which = rand_r(&seed) % TOLD;
                        const struct flow_key key = key_of(number);
                        const int64_t amount = amount_of(&seed, told[which]);
                        flow_sum_add(&sums[kind], &key, told[which], amount);
                        model[kind][number][which] += amount;
                        if (sums[0].n + sums[1].n < rows_most)
                                continue;
                        assert_int_equal(flow_runs_add(&runs[0], &spill, &sums[0], &e), OK);
                        assert_int_equal(flow_runs_add(&runs[1], &spill, &sums[1], &e), OK);
                }
                for (int kind = 0; kind < 2; kind++) {
                        assert_int_equal(flow_runs_add(&runs[kind], &spill, &sums[kind], &e), OK);
                        assert_true(sums[kind].n == 0);
                }
                for (int kind = 0; kind < 2; kind++) {
                        int64_t total[TOLD] = {0};
                        for (int number = 0; number < KEYS; number++) {
                                for (int i = 0; i < TOLD; i++)
                                        total[i] += model[kind][number][i];
                        }
                        for (int i = 0; i < TOLD; i++)
                                assert_int_equal(runs[kind].total[told[i]], total[i]);
                        assert_merged(&runs[kind], &spill, 1, model[kind]);
                        assert_merged(&runs[kind], &spill, 1 << 20, model[kind]); /* and again */
                        flow_runs_free(&runs[kind]);
                        flow_sum_free(&sums[kind]);
                }
                assert_int_equal(names_in_directory(), 0);
                spill_free(&spill);
        }
}

static void every_measure_is_kept(void **state)
{
        (void)state;
        struct spill spill = {.most = 1 << 20};
        struct flow_runs runs = {0};
        struct flow_sum sum = {0};
        const struct flow_key key = {INT32_MIN, UINT32_MAX, UINT32_MAX, 255, 255};
        struct flow_merge *m;
        struct flow_row row;
        struct err e;
        bool any;
        for (int measure = 0; measure < MEASURE_COUNT; measure++)
                flow_sum_add(&sum, &key, (enum measure)measure,
                             measure == M_elapsed_seconds ? INT64_MIN
                             : measure % 2                ? INT32_MIN
                                                          : INT32_MAX);
        assert_int_equal(flow_runs_add(&runs, &spill, &sum, &e), OK);
        assert_int_equal(flow_merge_open(&m, &runs, &spill, 1, &e), OK);
        assert_int_equal(flow_merge_next(m, &row, &any, &e), OK);
        assert_true(any);
        assert_int_equal(flow_key_compare(&row.key, &key), 0);
        for (int measure = 0; measure < MEASURE_COUNT; measure++)
                assert_true(flow_amount(&row, (enum measure)measure) == (measure == M_elapsed_seconds
                                                                                 ? INT64_MIN
                                                                         : measure % 2 ? INT32_MIN
                                                                                       : INT32_MAX));
        flow_merge_close(m);
        flow_sum_free(&sum);
        flow_runs_free(&runs);
        spill_free(&spill);
}

static void what_is_few_needs_no_file(void **state)
{
        (void)state;
        struct spill spill = {.most = 100};
        struct err e;
        char back[8], much[95] = {0};
        setenv("TMPDIR", "/nonexistent", 1);
        assert_int_equal(spill_add(&spill, "0123456789", 10, &e), OK);
        assert_int_equal(spill_read(&spill, 3, back, 4, &e), OK);
        assert_memory_equal(back, "3456", 4);
        assert_int_equal(spill_add(&spill, much, sizeof much, &e), FATAL);
        assert_non_null(strstr(e.text, "/nonexistent"));
        assert_non_null(strstr(e.text, "let TMPDIR name a directory"));
        setenv("TMPDIR", directory, 1);
        spill_free(&spill);
}

static void no_room(void **state)
{
        (void)state;
        static char much[100000];
        struct spill spill = {.most = 1000};
        struct err e = {0};
        struct rlimit before, small;
        enum fault fault = OK;
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        small = before;
        small.rlim_cur = 250000;
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        for (int i = 0; i < 4 && fault == OK; i++)
                fault = spill_add(&spill, much, sizeof much, &e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(fault, FATAL);
        assert_non_null(strstr(e.text, directory));
        assert_non_null(strstr(e.text, "more room"));
        assert_non_null(strstr(e.text, strerror(EFBIG)));
        spill_free(&spill);
        assert_int_equal(names_in_directory(), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(agrees_with_an_array),
                cmocka_unit_test(every_measure_is_kept),
                cmocka_unit_test(what_is_few_needs_no_file),
                cmocka_unit_test(no_room),
        };
        return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
