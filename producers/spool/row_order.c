/* SPDX-License-Identifier: Apache-2.0
 *
 * row_order.c - see row_order.h.
 */
#include "producers/spool/row_order.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1 << 10, LATELY = 1 << 14, PLACE_BITS = 10 };
_Static_assert(ROW_PLACE_LAST < 1 << PLACE_BITS, "a place fits");

/* The low bits of `said` are the place; 0 in `thing` is a free slot. */
struct slot {
        uint64_t thing, said;
};

struct row_order {
        struct slot *slot; /* every case of the file: open addressing */
        size_t n, room;    /* room: a power of two */
        struct slot
                *lately; /* a slot for each hash of a log's occurrences: the last one there; NULL: none yet */
};

static struct slot *slots_new(size_t room)
{
        return need_alloc(room * sizeof(struct slot));
}

struct row_order *row_order_new(void)
{
        struct row_order *o = need_alloc(sizeof(*o));
        *o = (struct row_order){.slot = slots_new(ROOM_FIRST), .room = ROOM_FIRST};
        return o;
}

void row_order_free(struct row_order *o)
{
        if (!o)
                return;
        free(o->slot);
        free(o->lately);
        free(o);
}

/* The slot of this thing, or the free one where it belongs. */
static struct slot *find(const struct row_order *o, uint64_t thing)
{
        size_t at = thing & (o->room - 1);
        while (o->slot[at].thing && o->slot[at].thing != thing)
                at = (at + 1) & (o->room - 1);
        return &o->slot[at];
}

static void grow(struct row_order *o)
{
        const struct row_order old = *o;
        o->room *= 2;
        o->slot = slots_new(o->room);
        for (size_t i = 0; i < old.room; i++) {
                if (old.slot[i].thing)
                        *find(o, old.slot[i].thing) = old.slot[i];
        }
        free(old.slot);
}

static struct slot *slot_of(struct row_order *o, uint64_t thing, bool lately)
{
        if (lately) {
                if (!o->lately)
                        o->lately = slots_new(LATELY);
                return &o->lately[thing % LATELY];
        }
        if (o->n > o->room / 4 * 3)
                grow(o);
        struct slot *s = find(o, thing);
        o->n += !s->thing;
        return s;
}

bool row_order_take(struct row_order *o, uint64_t thing, uint64_t said, bool lately, int *place)
{
        const uint64_t places = (1 << PLACE_BITS) - 1;
        thing += thing == 0;
        said &= ~places;
        struct slot *s = slot_of(o, thing, lately);
        const bool known = s->thing == thing, same = known && (s->said & ~places) == said;
        *place = known ? (int)(s->said & places) : 0;
        if (known && !same && *place < ROW_PLACE_LAST)
                ++*place;
        *s = (struct slot){thing, said | (uint64_t)*place};
        return same;
}

/* The dates of a case are one thing: they are shown together. An occurrence of a log is one by itself. */
static uint64_t thing_of(const struct event *v, bool of_case)
{
        uint8_t bytes[DOSSIER_ID_MOST + sizeof(v->occurred_at) + 1];
        size_t len = v->dossier_id.len;
        memcpy(bytes, v->dossier_id.at, len);
        if (!of_case) {
                memcpy(bytes + len, &v->occurred_at, sizeof(v->occurred_at));
                len += sizeof(v->occurred_at);
                bytes[len++] = (uint8_t)v->status;
        }
        return hash_bytes(bytes, len);
}

static uint64_t said_by(const struct event *v, size_t n)
{
        uint8_t name[EVENT_NAME_MOST];
        uint64_t all[2] = {(uint64_t)floor_div(v->stated_at, STATED_ROWS), 0};
        for (size_t i = 0; i < n; i++) {
                all[1] = hash_bytes(name, event_name(&v[i], name));
                all[0] = hash_bytes(all, sizeof(all));
        }
        return all[0];
}

/* True: these events say what the row before said. */
static bool place(struct row_order *o, struct event *v, size_t n, bool of_case, bool file_ahead)
{
        int row;
        const bool ahead = file_ahead || v->stated_at > v->observed_at + MICROS_PER_DAY;
        const micros said = v->stated_at < v->observed_at ? v->stated_at : v->observed_at;
        const bool same = row_order_take(o, thing_of(v, of_case), said_by(v, n), !of_case, &row);
        for (size_t i = 0; i < n; i++) {
                v[i].stated_at = said - floor_rest(said, STATED_ROWS) + row;
                if (ahead)
                        v[i].observed_at = v[i].stated_at++;
        }
        return same;
}

size_t row_order_place(struct row_order *o, struct row_events *events, bool file_ahead)
{
        const size_t dates = events->dates, n = events->n;
        const bool dates_same = dates > 0 && place(o, events->event, dates, true, file_ahead);
        const bool event_same = n > dates && place(o, events->event + dates, n - dates, false, file_ahead);
        if (event_same)
                events->n = dates;
        if (dates_same) {
                events->n -= dates;
                memmove(events->event, events->event + dates, events->n * sizeof(*events->event));
        }
        return n - events->n;
}
