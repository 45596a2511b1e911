/* SPDX-License-Identifier: Apache-2.0
 *
 * test_memory.c - what was put is found, what was committed stays, and those stated first leave first.
 */
#include "producers/memory.h"
#include "producers/simulate/rng.h"
#include "tests/support/memory_dir.h"
#include "tests/support/unit.h"
#include <signal.h>
#include <sys/wait.h>

#define SOURCE TEXT("igate")

static void put_number(struct memory *m, int number)
{
        const struct remembered r = memory_dir_entry(number);
        memory_put(m, SOURCE, memory_dir_id(number), &r);
}

static bool has(struct memory *m, int number)
{
        struct remembered r;
        if (!memory_find(m, SOURCE, memory_dir_id(number), &r))
                return false;
        assert_remembered(r, memory_dir_entry(number));
        return true;
}

static void what_was_put_is_found_before_the_commit(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        assert_true(memory_is_new(m));
        assert_false(has(m, 1));
        put_number(m, 1);
        assert_true(has(m, 1));
        memory_dir_commit(m);
        assert_false(memory_is_new(m));
        put_number(m, 2);
        memory_forget(m, SOURCE, memory_dir_id(1));
        assert_false(has(m, 1));
        assert_int_equal(memory_forgotten(m), memory_dir_entry(1).stated_at);
        memory_roll_back(m);
        assert_true(has(m, 1));
        assert_false(has(m, 2));
        assert_int_equal(memory_forgotten(m), NO_TIME);
        put_number(m, 3);
        memory_close(m);
        m = memory_dir_open(*state, 100);
        assert_false(memory_is_new(m));
        assert_true(has(m, 1));
        assert_false(has(m, 3));
        memory_close(m);
}

static void doubt_stays(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        memory_distrust(m, 50);
        memory_distrust(m, 40);
        memory_dir_commit(m);
        memory_close(m);
        m = memory_dir_open(*state, 100);
        assert_int_equal(memory_forgotten(m), 50);
        memory_close(m);
}

/* ---- sources ---- */

static bool list(void *context, struct text source, struct text dossier_id, const struct remembered *r)
{
        char *out = context;
        const size_t used = strlen(out);
        (void)source;
        snprintf(out + used, 200 - used, "%.*s:%lld ", (int)dossier_id.len, dossier_id.at,
                 (long long)r->stated_at);
        return !strstr(out, "stop");
}

static void each_of_a_source(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        const struct {
                struct text source, id;
        } entries[] = {{TEXT("a"), TEXT("2")}, {TEXT("a"), TEXT("10")},    {TEXT("ab"), TEXT("3")},
                       {TEXT("b"), TEXT("4")}, {TEXT("ab"), TEXT("stop")}, {TEXT("ab"), TEXT("z")},
                       {TEXT("a"), TEXT("b3")}};
        struct err e;
        for (int committed = 0; committed < 2; committed++) {
                char out[200] = "";
                assert_int_equal(memory_each(m, TEXT("none"), list, out, &e), OK);
                assert_string_equal(out, "");
                for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
                        const struct remembered r = {.stated_at = (micros)i};
                        memory_put(m, entries[i].source, entries[i].id, &r);
                }
                assert_int_equal(memory_each(m, TEXT("a"), list, out, &e), OK);
                assert_string_equal(out, "10:1 2:0 b3:6 ");
                out[0] = 0;
                assert_int_equal(memory_each(m, TEXT("ab"), list, out, &e), OK);
                assert_string_equal(out, "3:2 stop:4 ");
                memory_dir_commit(m);
        }
        memory_close(m);
}

static void longest_texts(void **state)
{
        struct memory *m = memory_dir_open(*state, 100);
        char source[SOURCE_MOST], id[DOSSIER_ID_MOST + 1];
        struct remembered r;
        memset(source, 'x', sizeof(source));
        memset(id, 'y', sizeof(id));
        const struct text s = {source, sizeof(source)}, fits = {id, DOSSIER_ID_MOST},
                          longer = {id, sizeof(id)};
        const struct remembered put = memory_dir_entry(3);
        memory_put(m, s, fits, &put);
        memory_put(m, s, longer, &put);
        memory_dir_commit(m);
        assert_true(memory_find(m, s, fits, &r));
        assert_remembered(r, put);
        assert_false(memory_find(m, s, longer, &r));
        memory_close(m);
}

/* ---- bounded: against a model ---- */

enum { IDS = 24, MOST = 8 };

struct model {
        struct {
                bool there;
                micros stated_at;
        } of[IDS];
        micros forgotten;
};

static void model_drop(struct model *w, int i)
{
        w->of[i].there = false;
        if (w->of[i].stated_at > w->forgotten)
                w->forgotten = w->of[i].stated_at;
}

static int64_t day_of(micros t)
{
        return floor_div(t, MICROS_PER_DAY);
}

static void model_put(struct model *w, int i, micros stated_at)
{
        int n = 0, first = -1;
        w->of[i].there = true;
        w->of[i].stated_at = stated_at;
        for (int k = 0; k < IDS; k++) {
                n += w->of[k].there;
                if (w->of[k].there &&
                    (first < 0 || day_of(w->of[k].stated_at) < day_of(w->of[first].stated_at)))
                        first = k;
        }
        if (n > MOST)
                model_drop(w, first);
}

static void compare(struct memory *m, const struct model *w)
{
        for (int i = 0; i < IDS; i++) {
                struct remembered r;
                assert_int_equal(memory_find(m, SOURCE, memory_dir_id(i), &r), w->of[i].there);
                if (w->of[i].there)
                        assert_int_equal(r.stated_at, w->of[i].stated_at);
        }
        assert_int_equal(memory_forgotten(m), w->forgotten);
}

static void those_stated_first_leave_first(void **state)
{
        struct memory *m = memory_dir_open(*state, MOST);
        struct model now = {.forgotten = NO_TIME}, safe = now;
        struct rng r = rng_of(5, 0);
        for (int i = 0; i < 4000; i++) {
                const int id = (int)rng_below(&r, IDS);
                const struct remembered entry = {.stated_at = (rng_below(&r, 100) - 50 + i / 25) *
                                                              (MICROS_PER_DAY / 2)};
                switch (rng_below(&r, 20)) {
                case 0:
                        memory_dir_commit(m);
                        safe = now;
                        break;
                case 1:
                        memory_roll_back(m);
                        now = safe;
                        break;
                case 2:
                        memory_close(m);
                        m = memory_dir_open(*state, MOST);
                        now = safe;
                        break;
                case 3:
                        memory_forget(m, SOURCE, memory_dir_id(id));
                        if (now.of[id].there)
                                model_drop(&now, id);
                        break;
                default:
                        memory_put(m, SOURCE, memory_dir_id(id), &entry);
                        model_put(&now, id, entry.stated_at);
                }
                compare(m, &now);
        }
        memory_close(m);
}

static void a_smaller_bound_is_reached(void **state)
{
        struct memory *m = memory_dir_open(*state, 1000);
        for (int i = 0; i < 1000; i++)
                put_number(m, i);
        memory_dir_commit(m);
        memory_close(m);
        m = memory_dir_open(*state, 10);
        for (int i = 1000; i < 1020; i++)
                put_number(m, i);
        memory_dir_commit(m);
        for (int i = 0; i < 1020; i++)
                assert_int_equal(has(m, i), i >= 1010);
        memory_close(m);
}

/* Pages that are free again are used again. */
static void the_file_stays_small(void **state)
{
        const struct memory_dir *d = *state;
        struct memory *m = memory_dir_open(d, 500);
        off_t early = 0;
        for (int i = 0; i < 200; i++) {
                for (int k = 0; k < 100; k++)
                        put_number(m, 100 * i + k);
                memory_dir_commit(m);
                if (i == 40)
                        early = memory_dir_size(d);
        }
        assert_true(memory_dir_size(d) <= 2 * early);
        memory_close(m);
}

/* ---- killed ---- */

/* Puts and commits the entries of round after round, and tells the number of each that is on the disk. */
static void work(const struct memory_dir *d, int out)
{
        struct memory *m;
        struct err e;
        if (memory_open(&m, d->folder, 100000, &e) != OK)
                _exit(3);
        for (uint32_t round = 1;; round++) {
                for (int i = 0; i < 300; i++) {
                        struct remembered r = memory_dir_entry(i);
                        r.export_number = round;
                        memory_put(m, SOURCE, memory_dir_id(i), &r);
                }
                if (memory_commit(m, &e) != OK || write(out, &round, sizeof(round)) != sizeof(round))
                        _exit(4);
        }
}

static void killed_between_put_and_commit(void **state)
{
        const struct memory_dir *d = *state;
        struct rng r = rng_of(6, 0);
        uint32_t before = 0;
        for (int kill_number = 0; kill_number < 20; kill_number++) {
                int pipes[2];
                uint32_t round = 0;
                assert_int_equal(pipe(pipes), 0);
                const pid_t child = fork();
                if (child == 0)
                        work(d, pipes[1]);
                close(pipes[1]);
                for (int64_t rounds = 1 + rng_below(&r, 20); rounds > 0; rounds--)
                        assert_int_equal(read(pipes[0], &round, sizeof(round)), sizeof(round));
                kill(child, SIGKILL);
                while (read(pipes[0], &before, sizeof(before)) ==
                       sizeof(before)) /* told before it was killed */
                        round = before;
                close(pipes[0]);
                int status;
                assert_int_equal(waitpid(child, &status, 0), child);
                assert_true(WIFSIGNALED(status));
                struct memory *m = memory_dir_open(d, 100000);
                struct remembered first, other;
                assert_true(memory_find(m, SOURCE, memory_dir_id(0), &first));
                assert_true(first.export_number == round || first.export_number == round + 1);
                for (int i = 1; i < 300; i++) {
                        assert_true(memory_find(m, SOURCE, memory_dir_id(i), &other));
                        assert_int_equal(other.export_number, first.export_number);
                }
                memory_close(m);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, memory_dir_set_up, memory_dir_tear_down)
                IN_FOLDER(what_was_put_is_found_before_the_commit),
                IN_FOLDER(doubt_stays),
                IN_FOLDER(each_of_a_source),
                IN_FOLDER(longest_texts),
                IN_FOLDER(those_stated_first_leave_first),
                IN_FOLDER(a_smaller_bound_is_reached),
                IN_FOLDER(the_file_stays_small),
                IN_FOLDER(killed_between_put_and_commit),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
