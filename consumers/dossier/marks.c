/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c - data quality: what is odd about what was said of a dossier.
 *
 * Rule: a mark never changes a figure; it lists the dossier for somebody to look at.
 * So: nothing is repaired or rejected in silence.
 */
#include "consumers/dossier/life.h"

static uint32_t mark_if(bool odd, enum mark mark)
{
        return odd ? mark : 0;
}

static bool before(micros a, micros b)
{
        return a != NO_TIME && b != NO_TIME && a < b;
}

/* The steps that the interface of the national portal lists. */
static bool step_listed(uint8_t from, uint8_t to)
{
        static const unsigned listed[STATUS_COUNT] = {
                [REGISTERED] = S(2) | S(3) | S(5) | S(7),
                [RECEIVED] = S(4) | S(5) | S(6) | S(7) | S(8) | S(9),
                [PROCESSING] = S(5) | S(6) | S(7) | S(8) | S(9),
                [SUPPLEMENT_REQUESTED] = S(2) | S(4) | S(7) | S(8),
                [PAYMENT_REQUESTED] = S(4) | S(7) | S(8) | S(9),
                [STOPPED] = S(2) | S(4) | S(5) | S(6),
                [RESOLVED] = S(10),
        };

        return from == to || (listed[from] & S(to)) != 0;
}

static uint32_t marks_of_order(const struct life *life)
{
        uint8_t from = STATUS_UNKNOWN;
        bool closed = false;
        uint32_t marks = 0;

        for (int i = 0; i < life->n; i++) {
                const struct occurrence *o = &life->of[i];

                marks |= mark_if(o->is_ahead, OCCURRED_IN_FUTURE);
                if (o->is_void || o->status == STATUS_UNKNOWN || o->of_steps)
                        continue;
                closed &= !o->begins;
                marks |= mark_if(closed && occurrence_is(o, OPEN | S(REFUSED)), STATUS_AFTER_END);
                marks |= mark_if(from != STATUS_UNKNOWN && !o->begins && !step_listed(from, o->status),
                                 IMPLAUSIBLE_STEP);
                closed |= occurrence_is(o, S(RESOLVED) | S(RETURNED));
                from = o->status;
        }
        return marks;
}

/* The status of a document lies in its occurrences. */
static bool unknown_was_said(const struct standing *s, const struct statement *record)
{
        if (record->kind == KIND_DOCUMENT)
                return false;
        return record->status == STATUS_UNKNOWN && !standing_supersedes(s, record);
}

static bool unknown_is_claimed(const struct standing *s)
{
        for (int i = 0; i < s->expanded_n; i++)
                if (s->expanded[i].kind == KIND_DOCUMENT && s->expanded[i].status == STATUS_UNKNOWN)
                        return true;
        return false;
}

/* Superseded records are read too: what was once said was said. */
static uint32_t marks_of_records(const struct standing *s, const struct timeline *t)
{
        const struct history *h = s->history;
        uint32_t marks = mark_if(h->truncated || s->has_more_documents, HISTORY_TRUNCATED);

        for (int i = 0; i < h->n; i++) {
                const struct statement *r = &h->of[i];

                if (!statement_holds(r))
                        continue;
                marks |= mark_if(r->due_at != NO_TIME && r->due_at != t->first_due_at && r->kind != KIND_STEP,
                                 DUE_REWRITTEN);
                marks |= mark_if(r->stated_ahead, STATED_IN_FUTURE);
                marks |= mark_if(unknown_was_said(s, r), STATUS_WAS_UNKNOWN);
        }
        return marks;
}

/* ---- contradictions ---- */

#define DIFFER(field, absent) (a->field != b->field && a->field != (absent) && b->field != (absent))

/* True when two claims give different values for one attribute. */
static bool values_differ(const struct statement *a, const struct statement *b)
{
        return a->case_kind != b->case_kind || DIFFER(channel, CHANNEL_UNKNOWN) ||
               DIFFER(service, SERVICE_UNKNOWN) || DIFFER(payment, PAYMENT_UNKNOWN) ||
               DIFFER(digitised, TRUTH_ABSENT) || DIFFER(return_channel, RETURN_ABSENT) ||
               DIFFER(procedure, 0) || DIFFER(field, 0) || DIFFER(received_by, 0) ||
               DIFFER(submitted_at, NO_TIME) || DIFFER(due_at, NO_TIME);
}

static bool same_occurrence(const struct statement *a, const struct statement *b)
{
        return a->occurred_at == b->occurred_at && a->status == b->status;
}

/* One source, in one millisecond, of one occurrence: two rows of one export that do not agree. */
static bool contradicts_itself(const struct standing *s)
{
        for (int i = 1; i < s->n; i++) {
                const struct statement *b = s->of[i];

                for (int j = i - 1; j >= 0 && s->of[j]->occurred_at == b->occurred_at; j--) {
                        const struct statement *a = s->of[j];

                        if (a->status == b->status && a->source == b->source && a->kind == KIND_STATEMENT &&
                            b->kind == KIND_STATEMENT && statement_said_ms(a) == statement_said_ms(b) &&
                            (values_differ(a, b) || DIFFER(agency, 0)))
                                return true;
                }
        }
        return false;
}

/* True when the source of *a and that of *b say, in their millisecond and of their status, one instant alike:
 * then they agree, and the one has more to tell than the other. */
static bool share_instant(const struct standing *s, const struct statement *a, const struct statement *b)
{
        const int64_t ms = statement_said_ms(a);

        for (int i = 0; i < s->n; i++) {
                const struct statement *x = s->of[i];

                if (x->status != a->status || x->kind == KIND_STEP || statement_said_ms(x) != ms ||
                    (x->source != a->source && x->source != b->source))
                        continue;
                for (int j = i + 1; j < s->n && s->of[j]->occurred_at == x->occurred_at; j++) {
                        const struct statement *y = s->of[j];

                        if (y->status == a->status && y->kind != KIND_STEP && statement_said_ms(y) == ms &&
                            y->source != x->source && (y->source == a->source || y->source == b->source))
                                return true;
                }
        }
        return false;
}

/* The reception, or an end, that two snapshots date differently. */
static bool instants_differ(const struct standing *s, const struct statement *a, const struct statement *b)
{
        return ((ENDS | S(RECEIVED)) & S(a->status)) != 0 && a->status == b->status &&
               a->occurred_at != b->occurred_at && !statement_in_log(a) && !statement_in_log(b) &&
               !share_instant(s, a, b);
}

static bool tie(const struct standing *s, const struct statement *a, const struct statement *b)
{
        return a->source != b->source && a->kind != KIND_STEP && b->kind != KIND_STEP &&
               statement_said_ms(a) == statement_said_ms(b) &&
               (values_differ(a, b) || instants_differ(s, a, b) ||
                (same_occurrence(a, b) && DIFFER(agency, 0)));
}

/* True when it may be that two sources said something in one millisecond. Most dossiers have one source, few
 * more than two. */
static bool may_tie(const struct standing *s)
{
        uint64_t by_first = 0, by_second = 0; /* milliseconds, by their last six bits */
        uint16_t second = 0;

        for (int i = 0; i < s->n; i++) {
                const uint16_t source = s->of[i]->source;
                const uint64_t bit = (uint64_t)1 << (statement_said_ms(s->of[i]) & 63);

                if (source == s->of[0]->source) {
                        by_first |= bit;
                } else {
                        if (by_second != 0 && source != second)
                                return true;
                        second = source;
                        by_second |= bit;
                }
        }
        return (by_first & by_second) != 0;
}

/* Two sources contradict each other in one millisecond: which of them counts hangs on an order of bytes. */
static bool has_ties(const struct standing *s)
{
        if (!may_tie(s))
                return false;
        for (int i = 1; i < s->n; i++)
                for (int j = 0; j < i; j++)
                        if (tie(s, s->of[j], s->of[i]))
                                return true;
        return false;
}

void marks_decide(const struct standing *s, const struct life *life, const struct zone *zone,
                  struct timeline *out)
{
        const enum status closed_by = out->ended_by != STATUS_UNKNOWN ? out->ended_by : out->ended_before;

        out->marks = marks_of_records(s, out) | marks_of_order(life) | marks_of_superseded(s, zone) |
                     mark_if(life->reception != NONE && life->of[life->reception].status != RECEIVED,
                             RECEPTION_INFERRED) |
                     mark_if(out->ended_by == RETURNED, RESOLUTION_INFERRED) |
                     mark_if(before(out->ended_at, out->received_at), END_BEFORE_RECEPTION) |
                     mark_if(before(out->due_at, out->received_at), DUE_BEFORE_RECEPTION) |
                     mark_if(before(out->returned_at, out->ended_at), RETURNED_BEFORE_END) |
                     mark_if(life->reception_claims > 1, RECEPTION_REWRITTEN) |
                     mark_if((ENDS & S(closed_by)) != 0 && life->claims[closed_by] > 1, END_REWRITTEN) |
                     mark_if(out->channel == ONLINE && out->service == INFORMATION, ONLINE_INFORMATION) |
                     mark_if(backdated_decide(s->history, zone, out), BACKDATED) |
                     mark_if(unknown_is_claimed(s), STATUS_WAS_UNKNOWN) |
                     mark_if(life->order_unknown, ORDER_UNKNOWN) | mark_if(life->last_from > 0, REOPENED) |
                     mark_if(contradicts_itself(s), CONTRADICTED) | mark_if(has_ties(s), TIES);
}
