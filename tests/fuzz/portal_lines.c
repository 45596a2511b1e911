/* SPDX-License-Identifier: Apache-2.0
 *
 * portal_lines.c - a file of the portal's documents or steps, behind three bytes that choose their kind and
 * the limits of a line.
 *
 * A line that was taken passes the check at the door and can be encoded; a refusal is plain ASCII: it names a
 * field, and no value of it. Reading goes on from any place between two lines as if it had never stopped, and
 * every line moves the place forward.
 */
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/spool/export_file.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* Beside what jansson needs (portal.c): readers with their buffers, and rows of events. */
const struct fuzz_bound fuzz_bound = {1 << 18, 512};

static struct mapping *mappings[2]; /* documents, steps */
static struct codec *codec;

void fuzz_open(void)
{
        static const char *const rows[] = {"case", "event"};
        struct err e;
        HOLDS(codec_open(&codec, &e) == OK);
        for (int i = 0; i < 2; i++) {
                char text[256];
                const char *path;
                snprintf(text, sizeof(text),
                         "[file]\nformat = portal\nrow = %s\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\n"
                         "source = fuzz\nagency = H15\n[units]\nSở = H15.05\n",
                         rows[i]);
                fuzz_file(0, text_of(text), &path);
                HOLDS(mapping_open(&mappings[i], path, &e) == OK);
        }
}

static void taken(struct event *v)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct err e;
        HOLDS(event_check(v, &e) == OK && v->agency.len > 0);
        HOLDS(v->kind == KIND_STEP ? v->occurrence_n == 0 : v->occurrence_n > 0);
        event_identify(v);
        HOLDS(codec_encode(codec, v, bytes, &len, &e) == OK);
}

struct reading {
        struct export_file file;
        struct row_events row;
        uint64_t line;
        bool end;
        enum fault fault;
};

static enum fault open_file(struct reading *r, const struct mapping *m, int fd,
                            const uint8_t choice[static 3])
{
        struct err e;
        const char *column;
        *r = (struct reading){
                .file = {.text = -1, .options = {.row_most = 16U + 8U * choice[1], .block = 1U + choice[2]}}};
        return fuzz_said(export_file_open(&r->file, m, fd, -1, &r->line, &column, &e), &e);
}

static void close_file(struct reading *r)
{
        row_events_clear(&r->row);
        export_file_close(&r->file);
}

static void next(struct reading *r)
{
        const micros now = day_of_civil(2026, 10, 20) * MICROS_PER_DAY;
        struct err e;
        r->fault = fuzz_said(export_file_read(&r->file, now, now, &r->row, &r->line, &r->end, &e), &e);
        HOLDS(r->fault == OK || r->fault == POISON);
        if (r->fault == OK && !r->end) {
                HOLDS(r->row.n == 1);
                taken(&r->row.event[0]);
        }
        for (const char *c = r->fault == OK ? "" : e.text; *c; c++)
                HOLDS(*c >= ' ' && *c < 0x7f);
}

/* Whoever goes on from there reads what `r` has read. */
static void go_on(const struct reading *r, struct export_place from, const struct mapping *m, int fd,
                  const uint8_t choice[static 3])
{
        struct reading again;
        struct err e;
        HOLDS(open_file(&again, m, fd, choice) == OK && export_file_seek(&again.file, from, &e) == OK);
        next(&again);
        HOLDS(again.fault == r->fault && again.end == r->end && again.line == r->line &&
              again.file.next.offset == r->file.next.offset && again.row.n == r->row.n);
        if (r->row.n > 0) {
                event_identify(&r->row.event[0]);
                event_identify(&again.row.event[0]);
                HOLDS(!memcmp(again.row.event[0].event_id, r->row.event[0].event_id, 16));
        }
        close_file(&again);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct reading r;
        const char *path;
        struct err e;
        if (size < 3)
                return;
        const struct text content = {(const char *)data + 3, size - 3};
        const struct mapping *m = mappings[data[0] % 2];
        const int fd = fuzz_file(1, content, &path), other = fuzz_file(2, content, &path);
        const enum fault fault = open_file(&r, m, fd, data);
        HOLDS(fault == OK || fault == POISON);
        HOLDS(fault != OK || export_file_seek(&r.file, r.file.first, &e) == OK);
        for (size_t lines = 0; fault == OK && !r.end; lines++) {
                const struct export_place before = r.file.next;
                HOLDS(lines <= size);
                next(&r);
                go_on(&r, before, m, other, data);
                HOLDS(r.end || r.file.next.offset > before.offset);
        }
        close_file(&r);
}
