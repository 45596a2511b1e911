/* SPDX-License-Identifier: Apache-2.0
 *
 * history_write.c - a history as bytes.
 */
#include "consumers/dossier/compact.h"
#include "consumers/dossier/history_record.h"

enum {
        /* The most that one record takes: 14 numbers of 9 bytes, a text, and its occurrences. */
        RECORD_MOST = 3 + 4 + 14 * COMPACT_MOST + UINT8_MAX + OCCURRENCES_MOST * (1 + 2 * COMPACT_MOST)
};

static uint8_t *put_occurrences(uint8_t *p, const struct statement *s, struct left *l)
{
        micros before = l->origin == NO_TIME ? 0 : l->origin;

        for (int i = 0; i < s->occurrence_n; i++) {
                const struct said_occurrence *o = &s->occurrence[i];
                *p++ = (uint8_t)(o->status | (o->occurred_at == NO_TIME ? OCCURRENCE_TIMELESS : 0) |
                                 (o->occurred_day ? OCCURRENCE_DAY : 0) |
                                 (o->reopens ? OCCURRENCE_REOPENS : 0) |
                                 (o->agency != l->agency ? OCCURRENCE_AGENCY : 0));
                if (o->occurred_at != NO_TIME) {
                        p = put_time(p, o->occurred_at - before);
                        before = o->occurred_at;
                        name_time(l, before);
                }
                if (o->agency != l->agency)
                        p = put_number(p, l->agency = o->agency);
        }
        return p;
}

static uint8_t *put_said(uint8_t *p, const struct statement *s, const struct left *l, micros at,
                         unsigned more)
{
        const int64_t after = s->observed_at - s->stated_at;

        if (more & MORE_NEVER_SAID)
                return p;
        p = put_time(p, s->stated_at - (more & MORE_STATED_BEFORE ? l->stated : at));
        if (is_soon(s, more)) {
                *p++ = (uint8_t)(after >> 16);
                *p++ = (uint8_t)(after >> 8);
                *p++ = (uint8_t)after;
        } else {
                p = put_time(p, more & MORE_OBSERVED_BEFORE ? s->observed_at - l->observed : after);
        }
        return more & MORE_STATED_FIRST ? put_forward(p, s->stated_at - s->stated_first) : p;
}

static uint8_t *put_date(uint8_t *p, micros t, micros before, micros other)
{
        return t == NO_TIME ? put_number(p, 0) : put_time(p, t - (before != NO_TIME ? before : other));
}

static uint8_t *put_attributes(uint8_t *p, const struct statement *s, struct left *l, micros at,
                               unsigned attributes)
{
        p = put_number(p, attributes);
        if (attributes & ATTRIBUTE_DUE)
                p = put_date(p, s->due_at, l->before->due_at, whole_minute(at));
        if (attributes & ATTRIBUTE_AGENCY)
                p = put_number(p, l->agency = s->agency);
        if (attributes & ATTRIBUTE_CODES)
                p = put_number(p, codes_of(s));
        if (attributes & ATTRIBUTE_SUBMITTED)
                p = put_date(p, s->submitted_at, l->before->submitted_at, at);
        if (attributes & ATTRIBUTE_SOURCE)
                p = put_number(p, s->source);
        if (attributes & ATTRIBUTE_PROCEDURE)
                p = put_number(p, s->procedure);
        if (attributes & ATTRIBUTE_FIELD)
                p = put_number(p, s->field);
        if (attributes & ATTRIBUTE_RECEIVED_BY)
                p = put_number(p, s->received_by);
        if (attributes & ATTRIBUTE_FACTS)
                p = put_number(p, facts_of(s));
        if (attributes & ATTRIBUTE_ABOUT) {
                p = put_number(p, s->about_len);
                if (s->about_len)
                        memcpy(p, s->about, s->about_len);
                p += s->about_len;
        }
        return p;
}

static uint8_t *put_record(uint8_t *p, const struct statement *s, struct left *l)
{
        const bool document = s->kind == KIND_DOCUMENT;
        const micros last_at = statement_last_at(s), at = at_of(last_at);
        const unsigned more = more_of(s, l, at);
        const uint64_t step = (uint64_t)s->sequence - sequence_expected(l);
        uint8_t *head = p++;

        *head = (uint8_t)(document ? s->occurrence_n : s->status) | (more ? HEAD_MORE : 0) |
                (is_soon(s, more) ? HEAD_SOON : 0);
        if (more)
                p = put_number(p, more);
        write_be32(p, s->content);
        p += 4;
        if (document) {
                p = put_occurrences(p, s, l);
        } else {
                p = l->before == &history_absent ? put_time(p, at) : put_forward(p, at - l->last_at);
                name_time(l, at);
                l->sequence = (uint64_t)s->sequence;
        }
        if (!document && step) {
                *head |= HEAD_SEQUENCE;
                p = put_number(p, zigzag((int64_t)step));
        }
        p = put_said(p, s, l, at, more);
        const micros said = more & MORE_NEVER_SAID ? at : s->stated_at;
        if (more & MORE_SINCE)
                p = put_time(p, s->since - said);
        if (more & MORE_RETRACTED)
                p = put_time(p, s->retracted_at - said);
        const unsigned attributes = attributes_of(s, l);
        if (attributes) {
                *head |= HEAD_ATTRIBUTES;
                p = put_attributes(p, s, l, at, attributes);
        }
        left_by(l, s, last_at);
        return p;
}

size_t history_pack(const struct history *h, struct bytes *out)
{
        const size_t before = out->len, most = 1 + (size_t)h->n * RECORD_MOST;
        uint8_t *const begin = bytes_room(out, most), *p = begin;
        struct left l;

        left_begin(&l);
        *p++ = HISTORY_VERSION;
        for (int i = 0; i < h->n; i++)
                p = put_record(p, &h->of[i], &l);
        out->len = before + (size_t)(p - begin);
        return (size_t)(p - begin);
}
