/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c - data quality: what is odd about the statements of a dossier.
 *
 * Rule: a mark never changes a figure; it lists the dossier for somebody to look at.
 * So: nothing is repaired or rejected in silence.
 */
#include "consumers/dossier/life.h"

#define ENDS (S(REFUSED) | S(WITHDRAWN) | S(RESOLVED) | S(RETURNED))
#define OPEN                                                                                            \
        (S(REGISTERED) | S(RECEIVED) | S(PROCESSING) | S(SUPPLEMENT_REQUESTED) | S(PAYMENT_REQUESTED) | \
         S(STOPPED))

static uint32_t mark_if(bool odd, enum mark mark)
{
        return odd ? mark : 0;
}

static bool before(micros a, micros b)
{
        return a != NO_TIME && b != NO_TIME && a < b;
}

/* Seen open after the due date had passed, then re-sent with an end that meets it: lateness was erased.
 * What was first seen later than its due date, or with its end, proves nothing (a backfill, a monthly
 * export). */
static bool backdated(const struct history *h, const struct timeline *t)
{
        bool in_time = t->due_at != NO_TIME && t->ended_at <= t->due_at;
        micros end_seen = END_OF_TIME;

        if (!in_time || (t->ended_by != RESOLVED && t->ended_by != RETURNED) ||
            t->first_observed_at >= t->due_at)
                return false;
        for (int i = 0; i < h->n; i++)
                if ((ENDS & S(h->of[i].status)) != 0 && h->of[i].observed_at < end_seen)
                        end_seen = h->of[i].observed_at;
        for (int i = 0; i < h->n; i++)
                if ((OPEN & S(h->of[i].status)) != 0 && h->of[i].observed_at < end_seen &&
                    h->of[i].observed_at > t->due_at + t->rule->backdate_tolerance)
                        return true;
        return false;
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
                if (o->is_void || o->status == STATUS_UNKNOWN)
                        continue;
                marks |= mark_if(closed && occurrence_is(o, OPEN | S(REFUSED)), STATUS_AFTER_END);
                marks |= mark_if(from != STATUS_UNKNOWN && !step_listed(from, o->status), IMPLAUSIBLE_STEP);
                closed |= occurrence_is(o, S(RESOLVED) | S(RETURNED));
                from = o->status;
        }
        return marks;
}

static uint32_t marks_of_statements(const struct history *h, const struct timeline *t)
{
        uint32_t marks = mark_if(h->truncated, HISTORY_TRUNCATED);

        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];

                marks |= mark_if(s->due_at != NO_TIME && s->due_at != t->due_at, DUE_REWRITTEN);
                marks |= mark_if(s->stated_ahead, STATED_IN_FUTURE);
                marks |= mark_if(s->status == STATUS_UNKNOWN, STATUS_WAS_UNKNOWN);
        }
        return marks;
}

#define DIFFER(field, absent) (a->field != b->field && a->field != (absent) && b->field != (absent))

/* True when two statements of one occurrence give different values for one attribute. */
static bool values_differ(const struct statement *a, const struct statement *b)
{
        return a->case_kind != b->case_kind || DIFFER(channel, CHANNEL_UNKNOWN) ||
               DIFFER(service, SERVICE_UNKNOWN) || DIFFER(payment, PAYMENT_UNKNOWN) ||
               DIFFER(digitised, TRUTH_ABSENT) || DIFFER(return_channel, RETURN_ABSENT) ||
               DIFFER(procedure, 0) || DIFFER(field, 0) || DIFFER(received_by, 0) || DIFFER(agency, 0) ||
               DIFFER(submitted_at, NO_TIME) || DIFFER(due_at, NO_TIME);
}

/* One source, in one millisecond, of one occurrence: two rows of one export that do not agree. */
static bool contradicts_itself(const struct history *h)
{
        for (int i = 1; i < h->n; i++)
                for (int j = i - 1; j >= 0 && h->of[j].occurred_at == h->of[i].occurred_at; j--)
                        if (h->of[j].status == h->of[i].status && h->of[j].source == h->of[i].source &&
                            statement_said_ms(&h->of[j]) == statement_said_ms(&h->of[i]) &&
                            values_differ(&h->of[j], &h->of[i]))
                                return true;
        return false;
}

uint32_t marks_of(const struct history *h, const struct life *life, const struct timeline *t)
{
        enum status closed_by = t->ended_by != STATUS_UNKNOWN ? t->ended_by : t->ended_before;

        return marks_of_statements(h, t) | marks_of_order(life) |
               mark_if(life->reception != NONE && life->of[life->reception].status != RECEIVED,
                       RECEPTION_INFERRED) |
               mark_if(t->ended_by == RETURNED, RESOLUTION_INFERRED) |
               mark_if(before(t->ended_at, t->received_at), END_BEFORE_RECEPTION) |
               mark_if(before(t->due_at, t->received_at), DUE_BEFORE_RECEPTION) |
               mark_if(before(t->returned_at, t->ended_at), RETURNED_BEFORE_END) |
               mark_if(life->reception_claims > 1, RECEPTION_REWRITTEN) |
               mark_if((ENDS & S(closed_by)) != 0 && life->claims[closed_by] > 1, END_REWRITTEN) |
               mark_if(t->channel == ONLINE && t->service == INFORMATION, ONLINE_INFORMATION) |
               mark_if(backdated(h, t), BACKDATED) | mark_if(life->order_unknown, ORDER_UNKNOWN) |
               mark_if(contradicts_itself(h), CONTRADICTED);
}
