/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h - an export and its mapping, each from text, and what its rows say one after another.
 */
#ifndef HENTRA_TESTS_SUPPORT_SHEET_H
#define HENTRA_TESTS_SUPPORT_SHEET_H

#include "producers/format/case.h"
#include "tests/support/unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A mapping and an export, each from text. */
struct sheet {
        struct mapping *mapping;
        struct csv_reader *csv;
        struct case_layout layout;
        int fd;
};

static inline int file_of(const char *text)
{
        char path[] = "/tmp/hentra-case-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        return fd;
}

static inline void open_sheet_files(struct sheet *s, int fd, int data)
{
        struct csv_options options = {0};
        struct csv_row header;
        struct err e;
        const char *column;
        char path[64];
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        if (mapping_open(&s->mapping, path, &e) != OK)
                fail_msg("%s", e.text);
        close(fd);
        s->fd = data;
        assert_int_equal(csv_reader_new(&s->csv, s->fd, 0, 1, &options, &e), OK);
        assert_int_equal(csv_read(s->csv, &header, &e), OK);
        if (case_bind(&s->layout, s->mapping, &header, &column, &e) != OK)
                fail_msg("%s: %s", column, e.text);
}

static inline void open_sheet(struct sheet *s, const char *mapping, int data)
{
        open_sheet_files(s, file_of(mapping), data);
}

static inline void close_sheet(struct sheet *s)
{
        mapping_close(s->mapping);
        csv_reader_free(s->csv);
        close(s->fd);
}

static inline enum fault next(struct sheet *s, struct case_events *out, struct err *e)
{
        struct csv_row row;
        assert_int_equal(csv_read(s->csv, &row, e), OK);
        assert_true(row.n > 0);
        return case_read(&s->layout, &row, 1000, 2000, out, e);
}

static inline void expect_row(struct sheet *s, struct case_events *out)
{
        struct err e;
        if (next(s, out, &e) != OK)
                fail_msg("%s: %s", out->column, e.text);
}

static inline void expect_reject(struct sheet *s, const char *column, const char *reason)
{
        struct case_events out = {0};
        struct err e;
        assert_int_equal(next(s, &out, &e), POISON);
        assert_string_equal(out.column, column);
        if (!strstr(e.text, reason))
                fail_msg("'%s' does not say '%s'", e.text, reason);
}

static inline micros utc(int month, int day, int hour, int minute)
{
        return day_of_civil(2022, month, day) * MICROS_PER_DAY +
               (hour * 60 + minute) * 60 * MICROS_PER_SECOND;
}

#endif
