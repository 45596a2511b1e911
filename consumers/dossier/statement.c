/* SPDX-License-Identifier: Apache-2.0
 *
 * statement.c - a statement of an event, and the one order of statements.
 *
 * Rule: what identifies a statement is compared here and nowhere else.
 * So: a new field of the event that matters to a dossier changes the bytes (history_bytes.h), the order and
 * the view together.
 */
#include "consumers/dossier/statement.h"

#include <string.h>

static micros earlier(micros a, micros b)
{
        return a < b ? a : b;
}

/* When it was said, or taken back. */
static void set_times(struct statement *s, const struct event *v)
{
        const micros stated = earlier(v->stated_at, v->observed_at);
        s->stated_at = s->stated_first = s->observed_at = s->retracted_at = s->since = NO_TIME;
        if (v->retracts) {
                s->retracted_at = stated;
                return;
        }
        s->stated_at = s->stated_first = stated;
        s->observed_at = v->observed_at;
        s->stated_ahead = v->stated_at > v->observed_at;
        if (v->kind == KIND_DOCUMENT)
                s->since = earlier(v->since, stated);
}

void statement_of_event(struct statement *s, const struct event *v, uint64_t content)
{
        *s = (struct statement){
                .submitted_at = v->submitted_at,
                .due_at = v->due_at,
                .content = (uint32_t)(content >> 32),
                .kind = (uint8_t)v->kind,
                .case_kind = (uint8_t)v->case_kind,
                .level = (uint8_t)v->level,
                .channel = (uint8_t)v->channel,
                .return_channel = (uint8_t)v->return_channel,
                .service = (uint8_t)v->service,
                .payment = (uint8_t)v->payment,
                .digitised = (uint8_t)v->digitised,
                .electronic_result = (uint8_t)v->electronic_result,
                .reused_data = (uint8_t)v->reused_data,
                .shared_to_store = (uint8_t)v->shared_to_store,
                .citizen_data = (uint8_t)v->citizen_data,
                .fee = (uint8_t)v->fee,
                .rating = (uint8_t)v->rating,
                .about = v->about.at,
                .about_len = (uint8_t)v->about.len,
        };
        set_times(s, v);
        if (v->kind == KIND_DOCUMENT) {
                s->occurrence_n = (uint8_t)v->occurrence_n;
                return;
        }
        s->occurred_at = v->occurred_at;
        s->sequence = v->sequence;
        s->status = (uint8_t)v->status;
        s->occurred_day = v->occurred_day;
}

int status_place(enum status status)
{
        static const uint8_t places[STATUS_COUNT] = {
                [REGISTERED] = 0, [REFUSED] = 1,           [RECEIVED] = 2,
                [PROCESSING] = 3, [STOPPED] = 6,           [SUPPLEMENT_REQUESTED] = 4,
                [WITHDRAWN] = 7,  [PAYMENT_REQUESTED] = 5, [RESOLVED] = 8,
                [RETURNED] = 9,   [STATUS_UNKNOWN] = 10,
        };

        return places[(unsigned)status < STATUS_COUNT ? status : STATUS_UNKNOWN];
}

#define BY(x, y)                                   \
        do {                                       \
                if ((x) != (y))                    \
                        return (x) < (y) ? -1 : 1; \
        } while (0)

static int compare_occurrences(const struct statement *a, const struct statement *b)
{
        BY(a->occurrence_n, b->occurrence_n);
        for (int i = 0; i < a->occurrence_n; i++) {
                const struct said_occurrence *x = &a->occurrence[i], *y = &b->occurrence[i];
                BY(x->occurred_at, y->occurred_at);
                BY(x->status, y->status);
                BY(x->agency, y->agency);
                BY(x->occurred_day, y->occurred_day);
                BY(x->reopens, y->reopens);
        }
        return 0;
}

static int compare_about(const struct statement *a, const struct statement *b)
{
        BY(a->about_len, b->about_len);
        return a->about_len > 0 ? memcmp(a->about, b->about, a->about_len) : 0;
}

/* Members that are seldom said, or seldom differ. */
static int compare_facts(const struct statement *a, const struct statement *b)
{
        BY(a->occurred_day, b->occurred_day);
        BY(a->electronic_result, b->electronic_result);
        BY(a->reused_data, b->reused_data);
        BY(a->shared_to_store, b->shared_to_store);
        BY(a->citizen_data, b->citizen_data);
        BY(a->fee, b->fee);
        BY(a->rating, b->rating);
        const int about = compare_about(a, b);
        return about != 0 ? about : compare_occurrences(a, b);
}

/* Two statements with one content are in practice the same; the fields behind it only make sure that a
 * collision of hashes merges nothing that differs. */
static int compare_fields(const struct statement *a, const struct statement *b)
{
        BY(a->submitted_at, b->submitted_at);
        BY(a->due_at, b->due_at);
        BY(a->agency, b->agency);
        BY(a->received_by, b->received_by);
        BY(a->procedure, b->procedure);
        BY(a->field, b->field);
        BY(a->source, b->source);
        BY(a->case_kind, b->case_kind);
        BY(a->level, b->level);
        BY(a->channel, b->channel);
        BY(a->return_channel, b->return_channel);
        BY(a->service, b->service);
        BY(a->payment, b->payment);
        BY(a->digitised, b->digitised);
        return compare_facts(a, b);
}

micros statement_last_at(const struct statement *s)
{
        if (s->kind != KIND_DOCUMENT)
                return s->occurred_at;
        micros last = NO_TIME;
        for (int i = 0; i < s->occurrence_n; i++)
                if (s->occurrence[i].occurred_at > last)
                        last = s->occurrence[i].occurred_at;
        return last != NO_TIME ? last : END_OF_TIME;
}

int statement_compare(const struct statement *a, const struct statement *b)
{
        const micros at = statement_last_at(a), other = statement_last_at(b);
        BY(at, other);
        BY(a->sequence, b->sequence);
        BY(a->kind, b->kind);
        BY(status_place(a->status), status_place(b->status));
        BY((int32_t)a->content, (int32_t)b->content);
        return compare_fields(a, b);
}

static bool raise(micros *to, micros t)
{
        if (t <= *to)
                return false;
        *to = t;
        return true;
}

/* NO_TIME is the smallest value of all, and means that nothing was said yet. */
static bool lower(micros *to, micros t)
{
        if (t == NO_TIME || (*to != NO_TIME && t >= *to))
                return false;
        *to = t;
        return true;
}

bool statement_join(struct statement *into, const struct statement *s)
{
        bool changed = raise(&into->stated_at, s->stated_at);
        if (into->kind != KIND_DOCUMENT)
                into->stated_first = into->stated_at;
        else
                changed |= lower(&into->stated_first, s->stated_first);
        changed |= lower(&into->observed_at, s->observed_at);
        changed |= raise(&into->retracted_at, s->retracted_at);
        changed |= raise(&into->since, s->since);
        changed |= s->stated_ahead > into->stated_ahead;
        into->stated_ahead |= s->stated_ahead;
        return changed;
}

/* The row of the export within the millisecond. */
static int64_t row_of(const struct statement *s)
{
        return floor_rest(s->stated_at, STATED_ROWS);
}

int statement_said_compare(const struct statement *a, const struct statement *b)
{
        BY(statement_said_ms(a), statement_said_ms(b));
        BY(statement_in_log(a) ? 0 : row_of(a), statement_in_log(b) ? 0 : row_of(b));
        BY(a->observed_at, b->observed_at);
        BY(a->occurred_at, b->occurred_at);
        BY(a->sequence, b->sequence);
        BY(status_place(a->status), status_place(b->status));
        BY(statement_in_log(a) ? row_of(a) : 0, statement_in_log(b) ? row_of(b) : 0);
        return statement_compare(a, b);
}
