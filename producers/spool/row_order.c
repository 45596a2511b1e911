/* SPDX-License-Identifier: Apache-2.0
 *
 * row_order.c - see row_order.h.
 */
#include "producers/spool/row_order.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "core/wire/event_id.h"
#include "producers/format/document.h"
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1 << 10, RECENT = 1 << 14, RANK_BITS = 10 };
_Static_assert(ROW_RANK_LAST < 1 << RANK_BITS, "a rank fits");

/* The low bits of `content` are the rank; 0 in `subject` is a free slot. */
struct slot {
        uint64_t subject, content;
};

struct row_order {
        struct slot *slot;   /* every case of the file: open addressing */
        size_t n, room;      /* room: a power of two */
        struct slot *recent; /* the last occurrence of a log that has this hash; NULL: none yet */
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
        free(o->recent);
        free(o);
}

/* The slot at which looking for the subject begins; NULL: there is none yet. */
static const struct slot *place_of(const struct row_order *o, uint64_t subject, bool recent)
{
        if (!recent)
                return &o->slot[subject & (o->room - 1)];
        return o->recent ? &o->recent[subject % RECENT] : NULL;
}

/* The slot of this subject, or the free one where it belongs. */
static struct slot *find(const struct row_order *o, uint64_t subject)
{
        size_t at = subject & (o->room - 1);
        while (o->slot[at].subject && o->slot[at].subject != subject)
                at = (at + 1) & (o->room - 1);
        return &o->slot[at];
}

static void grow(struct row_order *o)
{
        const struct row_order old = *o;
        o->room *= 2;
        o->slot = slots_new(o->room);
        for (size_t i = 0; i < old.room; i++) {
                if (old.slot[i].subject)
                        *find(o, old.slot[i].subject) = old.slot[i];
        }
        free(old.slot);
}

static struct slot *slot_of(struct row_order *o, uint64_t subject, bool recent)
{
        if (recent) {
                if (!o->recent)
                        o->recent = slots_new(RECENT);
                return &o->recent[subject % RECENT];
        }
        if (o->n > o->room / 4 * 3)
                grow(o);
        struct slot *s = find(o, subject);
        o->n += !s->subject;
        return s;
}

bool row_order_take(struct row_order *o, uint64_t subject, uint64_t content, bool recent, int *rank)
{
        const uint64_t ranks = (1 << RANK_BITS) - 1;
        subject += subject == 0;
        content &= ~ranks;
        struct slot *s = slot_of(o, subject, recent);
        const bool known = s->subject == subject, same = known && (s->content & ~ranks) == content;
        *rank = known ? (int)(s->content & ranks) : 0;
        if (known && !same && *rank < ROW_RANK_LAST)
                ++*rank;
        *s = (struct slot){subject, content | (uint64_t)*rank};
        return same;
}

/* The dates of a case are one subject, an occurrence of a log is one by itself. */
static uint64_t subject_of(const struct event *v, bool of_case)
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

static uint64_t subject_of_case(struct text dossier_id)
{
        return hash_bytes(dossier_id.at, dossier_id.len);
}

bool row_order_is_first(const struct row_order *o, struct text dossier_id, const struct row_saying *saying,
                        micros observed_at, micros *stated_at)
{
        const uint64_t subject = subject_of_case(dossier_id);
        if (saying->ahead || saying->retracts || saying->corrections > 0 || saying->not_before != 0 ||
            *stated_at > observed_at || find(o, subject + (subject == 0))->subject)
                return false;
        *stated_at -= floor_rest(*stated_at, STATED_ROWS);
        return true;
}

void row_order_note_first(struct row_order *o, struct text dossier_id, uint64_t content)
{
        int rank;
        (void)!row_order_take(o, subject_of_case(dossier_id), content, false, &rank);
}

/* The low half of an event_id is as good as random. */
static uint64_t content_of(struct event *v, size_t n)
{
        uint64_t all[2] = {(uint64_t)floor_div(v->stated_at, STATED_ROWS), 0};
        for (size_t i = 0; i < n; i++) {
                event_identify(&v[i]);
                memcpy(&all[1], v[i].event_id + 8, sizeof(all[1]));
                all[0] = hash_bytes(all, sizeof(all));
        }
        return all[0];
}

/* True: the row before stated the same. */
static bool rank_events(struct row_order *o, struct event *v, size_t n, bool of_case,
                        const struct row_saying *saying)
{
        int rank;
        const bool ahead = saying->ahead || v->stated_at > v->observed_at + MICROS_PER_DAY;
        micros stated = v->stated_at;
        if (saying->not_before != 0 && stated < saying->not_before)
                stated = saying->not_before;
        if (stated > v->observed_at)
                stated = v->observed_at;
        const uint64_t subject = subject_of(v, of_case);
        /* To wait for it took longer than all else here; it comes while the content is hashed. Not in a
         * function of its own: gcc drops a call that does nothing else. */
        __builtin_prefetch(place_of(o, subject, !of_case));
        const bool same = row_order_take(o, subject, content_of(v, n), !of_case, &rank);
        stated += (micros)saying->corrections * STATED_ROWS - floor_rest(stated, STATED_ROWS);
        stated += saying->retracts ? ROW_RANK_LAST : rank;
        for (size_t i = 0; i < n; i++) {
                v[i].stated_at = stated;
                if (ahead && !saying->retracts)
                        v[i].observed_at = v[i].stated_at++;
                else if (v[i].observed_at < stated)
                        v[i].observed_at = stated;
                if (v[i].kind == KIND_DOCUMENT)
                        document_head(&v[i]);
        }
        return same;
}

micros row_order_said_at(const struct event *v, const struct row_saying *saying)
{
        return v->stated_at - floor_rest(v->stated_at, STATED_ROWS) -
               (micros)saying->corrections * STATED_ROWS;
}

size_t row_order_rank(struct row_order *o, struct row_events *events, const struct row_saying *saying)
{
        const size_t dates = events->dates, n = events->n;
        for (size_t i = 0; i < n; i++)
                events->event[i].retracts = saying->retracts;
        const bool dates_same = dates > 0 && rank_events(o, events->event, dates, true, saying);
        const bool event_same = n > dates && rank_events(o, events->event + dates, n - dates, false, saying);
        if (event_same)
                events->n = dates;
        if (dates_same) {
                events->n -= dates;
                memmove(events->event, events->event + dates, events->n * sizeof(*events->event));
        }
        return n - events->n;
}
