/* SPDX-License-Identifier: Apache-2.0
 *
 * test_row_exports.c - two real exports, read by their mappings: the counts are those of the truth files
 * beside them.
 */
#include "producers/spool/export_file.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct totals {
        uint64_t rows, online, status[STATUS_COUNT], gaps, overlaps, late, on_time, no_due;
};

static void add_occurrence(struct totals *t, const struct event *v, enum status status, micros at)
{
        t->status[status]++;
        if (status != RESOLVED)
                return;
        t->no_due += v->due_at == NO_TIME;
        t->late += v->due_at != NO_TIME && at > v->due_at;
        t->on_time += v->due_at != NO_TIME && at <= v->due_at;
}

static void add_row(struct totals *t, const struct row_events *row)
{
        t->rows++;
        t->gaps += row->tally.gaps;
        t->overlaps += row->tally.overlaps;
        t->online += row->event[0].channel == ONLINE;
        for (size_t i = 0; i < row->n; i++) {
                const struct event *v = &row->event[i];
                for (uint32_t k = 0; k < v->occurrence_n; k++)
                        add_occurrence(t, v, v->occurrence[k].status, v->occurrence[k].occurred_at);
                if (v->kind == KIND_STATEMENT)
                        add_occurrence(t, v, v->status, v->occurred_at);
        }
}

static void read_export(const char *data, const char *mapping, struct totals *t)
{
        static const char folder[] = SOURCE_DIR "/../shared/data/";
        char path[1024], command[2200], unpacked[] = "/tmp/hentra-export-XXXXXX";
        snprintf(path, sizeof(path), "%s%s", folder, data);
        if (access(path, R_OK) != 0) {
                print_message("skipped: %s is not there\n", path);
                skip();
        }
        int fd = mkstemp(unpacked);
        assert_true(fd >= 0);
        snprintf(command, sizeof(command), "gzip -dc '%s' > %s", path, unpacked);
        assert_int_equal(system(command), 0);
        unlink(unpacked);

        struct mapping *m;
        struct export_file x = {0};
        struct row_events out = {0};
        struct err e;
        const char *column;
        uint64_t line;
        bool end;
        snprintf(path, sizeof(path), SOURCE_DIR "/tests/data/mappings/%s", mapping);
        assert_int_equal(mapping_open(&m, path, &e), OK);
        assert_int_equal(export_file_open(&x, m, fd, -1, &line, &column, &e), OK);
        assert_int_equal(export_file_seek(&x, x.first, &e), OK);
        *t = (struct totals){0};
        for (;;) {
                if (export_file_read(&x, 1000, 2000, &out, &line, &end, &e) != OK)
                        fail_msg("line %llu, %s: %s", (unsigned long long)line, out.column, e.text);
                if (end)
                        break;
                add_row(t, &out);
        }
        export_file_close(&x);
        mapping_close(m);
        close(fd);
}

static void boston(void **state)
{
        (void)state;
        static const char *const mappings[] = {"boston311.ini", "boston311-by-source.ini"};
        for (int i = 0; i < 2; i++) {
                struct totals t;
                read_export("boston311_2011.csv.gz", mappings[i], &t);
                assert_int_equal(t.rows, 58251);
                assert_int_equal(t.status[RECEIVED], 58251);
                assert_int_equal(t.status[RESOLVED], 54570);
                assert_int_equal(t.on_time, 35591);
                assert_int_equal(t.late, 8230);
                assert_int_equal(t.no_due, 10749);
                assert_int_equal(t.online, 12070);
                assert_int_equal(t.gaps, 0);
                assert_int_equal(t.overlaps, 4);
        }
}

static void wabo(void **state)
{
        (void)state;
        struct totals t;
        read_export("wabo_receipt.csv.gz", "wabo.ini", &t);
        assert_int_equal(t.rows, 8577);
        assert_int_equal(t.status[PROCESSING], 8577);
        assert_int_equal(t.status[RECEIVED],
                         8577); /* each row says it again: one event a case after naming */
        assert_int_equal(t.status[RESOLVED], 7960);
        assert_int_equal(t.no_due, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(boston),
                cmocka_unit_test(wabo),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
