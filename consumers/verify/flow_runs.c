/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_runs.c - packs rows, and merges runs through a heap of their first rows.
 *
 * A packed row: day, agency, procedure, channel, case kind, the number of its amounts; then for each its
 * measure (8 bits) and itself, in groups of 7 bits, its sign in the lowest.
 */
#include "consumers/verify/flow_runs.h"

#include <stdlib.h>
#include <string.h>

enum {
        KEY_BYTES = 15,
        ROW_MOST = KEY_BYTES + MEASURE_COUNT * 11,
        BUFFER_LEAST = 4 << 10,
        BUFFER_MOST = 256 << 10,
};
_Static_assert(ROW_MOST < BUFFER_LEAST, "a buffer holds a row");

bool flow_row_counts(const struct flow_row *row)
{
        for (int m = 0; m < MEASURE_COUNT; m++) {
                if (flow_amount(row, (enum measure)m))
                        return true;
        }
        return false;
}

void flow_row_put(struct flow_row *row, enum measure m, int64_t amount)
{
        if (m == M_elapsed_seconds)
                row->elapsed_seconds += amount;
        else
                row->count[m] = (int32_t)(row->count[m] + amount);
}

void flow_row_add(struct flow_row *row, const struct flow_row *other, int sign)
{
        for (int m = 0; m < MEASURE_COUNT; m++)
                flow_row_put(row, (enum measure)m, sign * flow_amount(other, (enum measure)m));
}

/* ---- packing ---- */

static uint8_t *put_amount(uint8_t *p, int64_t amount)
{
        uint64_t v = (uint64_t)amount << 1 ^ (amount < 0 ? UINT64_MAX : 0);
        for (; v >= 0x80; v >>= 7)
                *p++ = (uint8_t)(v | 0x80);
        *p++ = (uint8_t)v;
        return p;
}

static const uint8_t *get_amount(const uint8_t *p, int64_t *amount)
{
        uint64_t v = 0;
        int shift = 0;
        for (; *p & 0x80; shift += 7)
                v |= (uint64_t)(*p++ & 0x7f) << shift;
        v |= (uint64_t)*p++ << shift;
        *amount = (int64_t)(v >> 1 ^ (0 - (v & 1)));
        return p;
}

static size_t pack(uint8_t out[static ROW_MOST], const struct flow_row *row, int64_t *total)
{
        uint8_t *p = out + KEY_BYTES;
        write_be32(out, (uint32_t)row->key.day);
        write_be32(out + 4, row->key.agency);
        write_be32(out + 8, row->key.procedure);
        out[12] = row->key.channel;
        out[13] = row->key.case_kind;
        out[14] = 0;
        for (int m = 0; m < MEASURE_COUNT; m++) {
                const int64_t amount = flow_amount(row, (enum measure)m);
                if (!amount)
                        continue;
                total[m] += amount;
                out[14]++;
                *p++ = (uint8_t)m;
                p = put_amount(p, amount);
        }
        return (size_t)(p - out);
}

static struct flow_key key_at(const uint8_t *p)
{
        return (struct flow_key){.day = (int32_t)read_be32(p),
                                 .agency = read_be32(p + 4),
                                 .procedure = read_be32(p + 8),
                                 .channel = p[12],
                                 .case_kind = p[13]};
}

enum fault flow_runs_add(struct flow_runs *r, struct spill *spill, struct flow_sum *sum, struct err *e)
{
        uint8_t packed[ROW_MOST];
        struct flow_run run = {.from = spill_end(spill)};
        flow_sum_finish(sum);
        for (size_t i = 0; i < sum->n; i++) {
                const size_t len = pack(packed, &sum->rows[i], r->total);
                if (spill_add(spill, packed, len, e) != OK)
                        return e->kind;
        }
        flow_sum_clear(sum);
        run.to = spill_end(spill);
        if (run.to == run.from)
                return OK;
        if (r->n == r->capacity) {
                r->capacity = r->capacity ? r->capacity * 2 : 16;
                r->runs = need_realloc(r->runs, r->capacity * sizeof(*r->runs));
        }
        r->runs[r->n++] = run;
        return OK;
}

void flow_runs_free(struct flow_runs *r)
{
        free(r->runs);
        *r = (struct flow_runs){0};
}

/* ---- merging ---- */

/* The rest of a run: the bytes from `at` to `len` of the buffer, then what the spill has. */
struct rest {
        struct flow_key key; /* of its first row */
        struct flow_run unread;
        uint8_t *buffer;
        size_t at, len;
};

struct flow_merge {
        const struct spill *spill;
        uint8_t *buffers;
        size_t buffer_size;
        struct rest *heap; /* the least key first */
        size_t n;
};

/* False: the run is at its end. A whole row is in the buffer afterwards. */
static enum fault first_row(const struct flow_merge *m, struct rest *rest, bool *any, struct err *e)
{
        const size_t left = rest->len - rest->at;
        if (left < ROW_MOST && rest->unread.from < rest->unread.to) {
                const int64_t unread = rest->unread.to - rest->unread.from;
                const size_t room = m->buffer_size - left;
                const size_t more = unread < (int64_t)room ? (size_t)unread : room;
                memmove(rest->buffer, rest->buffer + rest->at, left);
                if (spill_read(m->spill, rest->unread.from, rest->buffer + left, more, e) != OK)
                        return e->kind;
                rest->unread.from += (int64_t)more;
                rest->at = 0;
                rest->len = left + more;
        }
        *any = rest->at < rest->len;
        if (*any)
                rest->key = key_at(rest->buffer + rest->at);
        return OK;
}

static void sink(struct flow_merge *m, size_t at)
{
        for (;;) {
                size_t least = at;
                for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < m->n; child++) {
                        if (flow_key_compare(&m->heap[child].key, &m->heap[least].key) < 0)
                                least = child;
                }
                if (least == at)
                        return;
                const struct rest moved = m->heap[at];
                m->heap[at] = m->heap[least];
                m->heap[least] = moved;
                at = least;
        }
}

enum fault flow_merge_open(struct flow_merge **out, const struct flow_runs *r, const struct spill *spill,
                           size_t memory, struct err *e)
{
        struct flow_merge *m = *out = need_alloc(sizeof(*m));
        const size_t share = r->n ? memory / r->n : 0;
        m->spill = spill;
        m->buffer_size = share > BUFFER_MOST ? BUFFER_MOST : share < BUFFER_LEAST ? BUFFER_LEAST : share;
        m->buffers = need_alloc(r->n * m->buffer_size);
        m->heap = need_alloc(r->n * sizeof(*m->heap));
        for (size_t i = 0; i < r->n; i++) {
                bool any;
                m->heap[m->n] =
                        (struct rest){.unread = r->runs[i], .buffer = m->buffers + i * m->buffer_size};
                if (first_row(m, &m->heap[m->n], &any, e) != OK)
                        return e->kind;
                m->n += any;
        }
        for (size_t i = m->n / 2; i-- > 0;)
                sink(m, i);
        return OK;
}

/* Adds the first row of the first run and goes to its next one. */
static enum fault take(struct flow_merge *m, struct flow_row *out, struct err *e)
{
        struct rest *rest = &m->heap[0];
        const uint8_t *p = rest->buffer + rest->at + KEY_BYTES;
        bool any;
        for (int n = p[-1]; n > 0; n--) {
                const enum measure measure = *p++;
                int64_t amount;
                p = get_amount(p, &amount);
                flow_row_put(out, measure, amount);
        }
        rest->at = (size_t)(p - rest->buffer);
        if (first_row(m, rest, &any, e) != OK)
                return e->kind;
        if (!any)
                m->heap[0] = m->heap[--m->n];
        sink(m, 0);
        return OK;
}

enum fault flow_merge_next(struct flow_merge *m, struct flow_row *out, bool *any, struct err *e)
{
        for (*any = false; m->n && !*any; *any = flow_row_counts(out)) {
                *out = (struct flow_row){.key = m->heap[0].key};
                while (m->n && flow_key_compare(&m->heap[0].key, &out->key) == 0) {
                        if (take(m, out, e) != OK)
                                return e->kind;
                }
        }
        return OK;
}

void flow_merge_close(struct flow_merge *m)
{
        if (!m)
                return;
        free(m->buffers);
        free(m->heap);
        free(m);
}
