/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h - an export and its mapping, each from text, and what its rows say one after another.
 */
#ifndef HENTRA_TESTS_SUPPORT_SHEET_H
#define HENTRA_TESTS_SUPPORT_SHEET_H

#include "producers/spool/export_file.h"
#include "tests/support/unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A mapping and an export, each from text. */
struct sheet {
        struct mapping *mapping;
        struct export_file rows;
        int fd;
        micros stated_at; /* of the export; 0: a moment of 1970 */
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
        struct err e;
        uint64_t line;
        const char *column;
        char path[64];
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        if (mapping_open(&s->mapping, path, &e) != OK)
                fail_msg("%s", e.text);
        close(fd);
        s->fd = data;
        s->stated_at = 0;
        s->rows = (struct export_file){0};
        if (export_file_open(&s->rows, s->mapping, s->fd, -1, &line, &column, &e) != OK ||
            export_file_seek(&s->rows, s->rows.first, &e) != OK)
                fail_msg("%s: %s", column, e.text);
}

static inline void open_sheet(struct sheet *s, const char *mapping, int data)
{
        open_sheet_files(s, file_of(mapping), data);
}

static inline void close_sheet(struct sheet *s)
{
        export_file_close(&s->rows);
        mapping_close(s->mapping);
        close(s->fd);
}

static inline enum fault next(struct sheet *s, struct row_events *out, struct err *e)
{
        uint64_t line;
        bool end;
        const micros stated_at = s->stated_at ? s->stated_at : 1000;
        const enum fault fault = export_file_read(&s->rows, stated_at, stated_at + 1000, out, &line, &end, e);
        assert_false(end);
        return fault;
}

static inline void expect_row(struct sheet *s, struct row_events *out)
{
        struct err e;
        if (next(s, out, &e) != OK)
                fail_msg("%s: %s", out->column, e.text);
}

static inline void expect_reject(struct sheet *s, const char *column, const char *reason)
{
        struct row_events out = {0};
        struct err e;
        assert_int_equal(next(s, &out, &e), POISON);
        assert_string_equal(out.column, column);
        if (!strstr(e.text, reason))
                fail_msg("'%s' does not say '%s'", e.text, reason);
        row_events_clear(&out);
}

static inline micros utc(int month, int day, int hour, int minute)
{
        return day_of_civil(2022, month, day) * MICROS_PER_DAY +
               (hour * 60 + minute) * 60 * MICROS_PER_SECOND;
}

#endif
