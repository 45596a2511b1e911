/* SPDX-License-Identifier: Apache-2.0
 *
 * reader.c - see reader.h.
 */
#include "producers/store/reader.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "producers/store/folder.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG, LIVE, RANGES };

/* The place of reading in one of the cursor's ranges. */
struct range {
        uint64_t at;    /* the next byte */
        uint64_t until; /* the first one of the next segment; UINT64_MAX: this one is written */
        struct segment_reader segment;
};

struct store_reader {
        int folder;
        bool live_first;
        struct store_cursor cursor;
        struct store_place end;
        uint64_t last_segment;
        struct range range[RANGES];
        struct bytes given; /* places behind those that are not settled, in order */
        size_t done;        /* bytes of `given` that are settled */
        uint64_t given_n, settled_n;
        uint64_t backlog_n; /* that are given and not settled */
        uint64_t damaged;
};

struct store_reader *store_reader_open(int folder, const struct store_cursor *c, bool live_first)
{
        struct store_reader *r = need_alloc(sizeof(*r));
        *r = (struct store_reader){.folder = folder,
                                   .live_first = live_first,
                                   .cursor = *c,
                                   .end = c->live,
                                   .last_segment = UINT64_MAX};
        r->range[BACKLOG].at = c->from.position;
        r->range[LIVE].at = c->live.position;
        return r;
}

static void close_segment(struct range *g)
{
        if (g->segment.is_open)
                close(g->segment.fd);
        segment_reader_close(&g->segment);
}

void store_reader_close(struct store_reader *r)
{
        if (!r)
                return;
        for (int i = 0; i < RANGES; i++)
                close_segment(&r->range[i]);
        bytes_free(&r->given);
        free(r);
}

void store_reader_extend(struct store_reader *r, struct store_place end, uint64_t last_segment)
{
        r->end = end;
        r->last_segment = last_segment;
        for (int i = 0; i < RANGES; i++)
                if (r->range[i].segment.is_open && r->range[i].until == UINT64_MAX &&
                    r->range[i].segment.base != last_segment)
                        close_segment(&r->range[i]);
}

void store_reader_split(struct store_reader *r)
{
        if (r->cursor.from.position < r->cursor.until.position || r->range[LIVE].at >= r->end.position)
                return;
        close_segment(&r->range[BACKLOG]);
        r->range[BACKLOG] = r->range[LIVE];
        r->range[LIVE] = (struct range){.at = r->end.position};
        r->cursor = (struct store_cursor){r->cursor.live, r->end, r->end};
        r->backlog_n = r->given_n - r->settled_n;
}

/* ---- damage ---- */

/* No record can be read from the range's place to `until`. `base` UINT64_MAX: there is no file. */
static void pass_over(struct store_reader *r, uint64_t base, uint64_t from, uint64_t until)
{
        struct err e = {0};
        const bool kept = base != UINT64_MAX && store_segment_set_aside(r->folder, base, &e) == OK;
        r->damaged++;
        log_error("store.damaged", KI("position", from), KI("bytes", until - from),
                  KT("kept", kept           ? "damaged"
                             : e.kind != OK ? e.text
                                            : "the segment is gone"));
}

/* ---- reading ---- */

/* Opens the segment with the next byte of a range. False with OK: there is none before `limit`. */
static enum fault open_segment(struct store_reader *r, struct range *g, uint64_t limit, bool *is_open,
                               struct err *e)
{
        struct store_segment *list;
        size_t n, i = 0;
        char name[SEGMENT_NAME];
        *is_open = false;
        if (store_segments(r->folder, &list, &n, e) != OK)
                return e->kind;
        while (i < n && list[i].base <= g->at)
                i++;
        const uint64_t base = i > 0 ? list[i - 1].base : UINT64_MAX, next = i < n ? list[i].base : UINT64_MAX;
        free(list);
        if (base == UINT64_MAX) {
                const uint64_t until = next < limit ? next : limit;
                pass_over(r, UINT64_MAX, g->at, until);
                g->at = until;
                return OK;
        }
        store_segment_name(base, name);
        const int fd = openat(r->folder, name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, RETRY, "the store: %s", name);
        segment_reader_open(&g->segment, fd, base, g->at);
        g->until = next;
        *is_open = true;
        return OK;
}

static enum store_next read_range(struct store_reader *r, struct range *g, uint64_t limit,
                                  struct segment_record *rec, struct err *e)
{
        while (g->at < limit) {
                uint64_t from = g->at;
                bool is_open = g->segment.is_open;
                if (!is_open && open_segment(r, g, limit, &is_open, e) != OK)
                        return STORE_FAULT;
                if (!is_open)
                        continue;
                const uint64_t until = g->until < limit ? g->until : limit;
                const enum segment_next next = segment_read_next(&g->segment, until, rec, &from, e);
                if (next == SEGMENT_FAULT)
                        return STORE_FAULT;
                g->at = g->segment.position > until ? until : g->segment.position;
                if (next == SEGMENT_RECORD)
                        return STORE_RECORD;
                if (next == SEGMENT_DAMAGED || next == SEGMENT_ZEROS)
                        pass_over(r, g->segment.base, from, g->at);
                if (g->at >= g->until)
                        close_segment(g);
        }
        return STORE_EMPTY;
}

enum store_next store_reader_next(struct store_reader *r, struct segment_record *rec, struct err *e)
{
        const uint64_t limit[RANGES] = {[BACKLOG] = r->cursor.until.position, [LIVE] = r->end.position};
        for (int i = 0; i < RANGES; i++) {
                const int which = r->live_first ? RANGES - 1 - i : i;
                struct range *g = &r->range[which];
                const enum store_next next = read_range(r, g, limit[which], rec, e);
                if (next == STORE_EMPTY)
                        continue;
                if (next == STORE_RECORD) {
                        const struct store_place behind = {g->at, rec->number + 1};
                        bytes_add(&r->given, &behind, sizeof(behind));
                        r->given_n++;
                        r->backlog_n += which == BACKLOG;
                }
                return next;
        }
        return STORE_EMPTY;
}

uint64_t store_reader_given(const struct store_reader *r)
{
        return r->given_n;
}

/* ---- settling ---- */

static void settle_one(struct store_reader *r)
{
        struct store_place behind;
        memcpy(&behind, r->given.at + r->done, sizeof(behind));
        r->done += sizeof(behind);
        r->settled_n++;
        if (behind.position > r->cursor.until.position) {
                r->cursor.live = behind;
        } else {
                r->cursor.from = behind;
                r->backlog_n--;
        }
}

void store_reader_settle(struct store_reader *r, uint64_t n)
{
        while (r->settled_n < n)
                settle_one(r);
        if (r->cursor.live.position == r->end.position)
                r->cursor.live.number = r->end.number; /* numbers that were left free are no records */
        if (r->done > r->given.len / 2) {
                r->given.len -= r->done;
                memmove(r->given.at, r->given.at + r->done, r->given.len);
                r->done = 0;
        }
        if (r->backlog_n == 0 && r->range[BACKLOG].at >= r->cursor.until.position) {
                close_segment(&r->range[BACKLOG]);
                r->cursor.from = r->cursor.until; /* also where its end was damaged */
        }
}

void store_reader_rest(struct store_reader *r)
{
        if (r->settled_n == r->given_n && r->range[LIVE].at >= r->end.position)
                close_segment(&r->range[LIVE]);
}

struct store_cursor store_reader_cursor(const struct store_reader *r)
{
        return r->cursor;
}

uint64_t store_reader_damaged(const struct store_reader *r)
{
        return r->damaged;
}
