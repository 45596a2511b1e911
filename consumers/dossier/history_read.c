/* SPDX-License-Identifier: Apache-2.0
 *
 * history_read.c - bytes as a history, or as damaged.
 */
#include "consumers/dossier/compact.h"
#include "consumers/dossier/history_record.h"

/* Codes of two bits, and how many values each has. */
enum { TWO_BITS = 3, TRUTHS = TRUTH_COUNT, FEES = FEE_COUNT, RATINGS = RATING_COUNT };

static micros legal(struct compact_reader *r, micros t)
{
        if (t >= MOMENT_FIRST && t < MOMENT_LIMIT)
                return t;
        r->bad = true;
        return 0;
}

static uint32_t get_id(struct compact_reader *r, uint32_t most, uint64_t before)
{
        const uint64_t v = get_number(r);

        r->bad |= v > most || v == before;
        return (uint32_t)v;
}

static uint8_t code(struct compact_reader *r, uint64_t packed, int at, int count)
{
        const uint8_t v = packed >> at & TWO_BITS;

        r->bad |= v >= count;
        return v;
}

static void get_occurrences(struct compact_reader *r, struct statement *s, struct said_occurrence *room,
                            struct left *l)
{
        micros before = l->origin == NO_TIME ? 0 : l->origin;

        s->occurrence = room;
        for (int i = 0; i < s->occurrence_n; i++) {
                struct said_occurrence *o = &room[i];
                const uint8_t head = get_byte(r);
                *o = (struct said_occurrence){.status = head & 15,
                                              .occurred_at = NO_TIME,
                                              .occurred_day = head & OCCURRENCE_DAY,
                                              .reopens = head & OCCURRENCE_REOPENS};
                r->bad |= o->status >= STATUS_COUNT;
                if (!(head & OCCURRENCE_TIMELESS)) {
                        o->occurred_at = before = legal(r, before + get_time(r));
                        name_time(l, before);
                }
                if (head & OCCURRENCE_AGENCY)
                        l->agency = get_id(r, AGENCY_ID_MOST, l->agency);
                o->agency = (uint32_t)l->agency;
        }
}

static void get_said(struct compact_reader *r, struct statement *s, const struct left *l, micros at,
                     unsigned more, bool soon)
{
        s->stated_at = s->stated_first = s->observed_at = NO_TIME;
        if (more & MORE_NEVER_SAID) {
                r->bad |= soon || !(more & MORE_RETRACTED);
                return;
        }
        /* A record before it that was never said leaves NO_TIME, from which nothing can be measured. */
        if (more & (MORE_STATED_BEFORE | MORE_OBSERVED_BEFORE) && l->stated == NO_TIME) {
                r->bad = true;
                return;
        }
        s->stated_at = legal(r, get_time(r) + (more & MORE_STATED_BEFORE ? l->stated : at));
        if (soon)
                s->observed_at = legal(r, s->stated_at + (int64_t)get_bytes(r, 3));
        else
                s->observed_at =
                        legal(r, get_time(r) + (more & MORE_OBSERVED_BEFORE ? l->observed : s->stated_at));
        s->stated_first = s->stated_at;
        if (more & MORE_STATED_FIRST)
                s->stated_first = legal(r, s->stated_at - get_forward(r));
}

static micros get_date(struct compact_reader *r, micros before, micros other)
{
        const uint64_t v = get_number(r);

        if (v == 0)
                return NO_TIME;
        return legal(r, get_time_of(r, v) + (before != NO_TIME ? before : other));
}

static void get_codes(struct compact_reader *r, struct statement *s)
{
        const uint64_t v = get_number(r);

        r->bad |= v >> 14 != 0;
        s->case_kind = code(r, v, 0, CASE_KIND_COUNT);
        s->level = code(r, v, 2, LEVEL_COUNT);
        s->channel = code(r, v, 4, CHANNEL_COUNT);
        s->return_channel = code(r, v, 6, RETURN_COUNT);
        s->service = code(r, v, 8, SERVICE_COUNT);
        s->payment = code(r, v, 10, PAYMENT_COUNT);
        s->digitised = code(r, v, 12, TRUTHS);
}

static void get_facts(struct compact_reader *r, struct statement *s)
{
        const uint64_t v = get_number(r);

        r->bad |= v >> 12 != 0;
        s->electronic_result = code(r, v, 0, TRUTHS);
        s->reused_data = code(r, v, 2, TRUTHS);
        s->shared_to_store = code(r, v, 4, TRUTHS);
        s->citizen_data = code(r, v, 6, TRUTHS);
        s->fee = code(r, v, 8, FEES);
        s->rating = code(r, v, 10, RATINGS);
}

static void get_about(struct compact_reader *r, struct statement *s)
{
        const uint64_t len = get_number(r);

        if (len > DOSSIER_ID_MOST || (size_t)(r->end - r->at) < len) {
                r->bad = true;
                return;
        }
        s->about = (const char *)r->at;
        s->about_len = (uint8_t)len;
        r->at += len;
}

static void get_attributes(struct compact_reader *r, struct statement *s, struct left *l, micros at)
{
        const struct statement *b = l->before;
        const uint64_t attributes = get_number(r), agency = l->agency;

        if (attributes & ATTRIBUTE_DUE)
                s->due_at = get_date(r, b->due_at, whole_minute(at));
        if (attributes & ATTRIBUTE_AGENCY)
                l->agency = get_id(r, AGENCY_ID_MOST, l->agency);
        if (attributes & ATTRIBUTE_CODES)
                get_codes(r, s);
        if (attributes & ATTRIBUTE_SUBMITTED)
                s->submitted_at = get_date(r, b->submitted_at, at);
        if (attributes & ATTRIBUTE_SOURCE)
                s->source = (uint16_t)get_id(r, SMALL_ID_MOST, b->source);
        if (attributes & ATTRIBUTE_PROCEDURE)
                s->procedure = get_id(r, PROCEDURE_ID_MOST, b->procedure);
        if (attributes & ATTRIBUTE_FIELD)
                s->field = (uint16_t)get_id(r, SMALL_ID_MOST, b->field);
        if (attributes & ATTRIBUTE_RECEIVED_BY)
                s->received_by = get_id(r, AGENCY_ID_MOST, b->received_by);
        if (attributes & ATTRIBUTE_FACTS)
                get_facts(r, s);
        if (attributes & ATTRIBUTE_ABOUT)
                get_about(r, s);
        if (s->kind != KIND_DOCUMENT)
                s->agency = (uint32_t)l->agency;
        const struct left before = {.before = b, .agency = agency};
        r->bad |= attributes == 0 || attributes_of(s, &before) != attributes;
}

static void begin_record(const struct left *l, struct statement *s)
{
        *s = *l->before;
        s->occurred_at = s->sequence = s->agency = 0;
        s->since = s->retracted_at = NO_TIME;
        s->occurrence_n = 0;
        s->occurrence = NULL;
}

static void get_moment(struct compact_reader *r, struct statement *s, const struct left *l, bool later)
{
        r->bad |= l->last_at == END_OF_TIME; /* nothing comes after it */
        if (!r->bad)
                s->occurred_at = legal(r, later ? l->last_at + get_forward(r) : get_time(r));
}

static void get_sequence(struct compact_reader *r, struct statement *s, struct left *l, bool stepped)
{
        const uint64_t step = stepped ? (uint64_t)unzigzag(get_number(r)) : 0;

        r->bad |= stepped && step == 0;
        l->sequence = sequence_expected(l) + step;
        s->sequence = (int64_t)l->sequence;
        r->bad |= s->sequence < 0;
}

/* The bytes that tell what it is: a document with so many occurrences, or a status. */
static unsigned get_head(struct compact_reader *r, struct statement *s, uint8_t head)
{
        const uint64_t wide = head & HEAD_MORE ? get_number(r) : 0;
        const unsigned more = (unsigned)wide;

        s->kind = (uint8_t)((more & MORE_KIND) >> 2);
        s->occurred_day = more & MORE_OCCURRED_DAY;
        s->stated_ahead = more & MORE_STATED_AHEAD;
        s->content = (uint32_t)get_bytes(r, 4);
        if (s->kind == KIND_DOCUMENT) {
                s->status = STATUS_UNKNOWN;
                s->occurrence_n = head & 15;
                r->bad |= s->occurrence_n > OCCURRENCES_MOST || head & HEAD_SEQUENCE;
        } else {
                s->status = head & 15;
                r->bad |= s->status >= STATUS_COUNT;
        }
        r->bad |= s->kind >= KIND_COUNT || (head & HEAD_MORE && more == 0) || more != wide;
        return more;
}

static void get_record(struct compact_reader *r, struct statement *s, struct said_occurrence *room,
                       struct left *l)
{
        const uint8_t head = get_byte(r);
        begin_record(l, s);
        const unsigned more = get_head(r, s, head);
        if (r->bad)
                return;
        if (s->kind == KIND_DOCUMENT) {
                get_occurrences(r, s, room, l);
        } else {
                get_moment(r, s, l, l->before != &history_absent);
                name_time(l, s->occurred_at);
                get_sequence(r, s, l, head & HEAD_SEQUENCE);
        }
        const micros last_at = statement_last_at(s), at = at_of(last_at);
        get_said(r, s, l, at, more, head & HEAD_SOON);
        if (r->bad)
                return;
        const micros said = more & MORE_NEVER_SAID ? at : s->stated_at;
        if (more & MORE_SINCE)
                s->since = legal(r, said + get_time(r));
        if (more & MORE_RETRACTED)
                s->retracted_at = legal(r, said + get_time(r));
        r->bad |= more_of(s, l, at) != more || is_soon(s, more) != ((head & HEAD_SOON) != 0);
        if (head & HEAD_ATTRIBUTES)
                get_attributes(r, s, l, at);
        else if (s->kind != KIND_DOCUMENT)
                s->agency = (uint32_t)l->agency;
        left_by(l, s, last_at);
}

bool history_unpack(struct history *h, const uint8_t *bytes, size_t len, bool truncated)
{
        struct compact_reader r = {bytes, bytes + len, false};
        struct said_occurrence *room = h->read;
        struct left l;

        h->n = 0;
        h->truncated = truncated;
        left_begin(&l);
        if (get_byte(&r) != HISTORY_VERSION)
                return false;
        while (r.at < r.end) {
                struct statement *s = &h->of[h->n];
                if (h->n == HISTORY_MOST)
                        return false;
                get_record(&r, s, room, &l);
                if (r.bad || (h->n > 0 && statement_compare(s - 1, s) >= 0))
                        return false;
                room += s->occurrence_n;
                h->n++;
        }
        return true;
}
