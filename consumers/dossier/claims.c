/* SPDX-License-Identifier: Apache-2.0
 *
 * claims.c - the attributes of a dossier, each as it was said last.
 *
 * Rule: any claim may tell any attribute; absent and unknown values never override a known one.
 * So: a correction is nothing but a later claim, in whatever order the two arrive.
 */
#include "consumers/dossier/life.h"

/* For each attribute the claim whose value counts; NULL: none names it. */
struct said {
        const struct statement *case_kind, *channel, *service, *payment, *digitised, *return_channel;
        const struct statement *procedure, *field, *received_by, *submitted_at, *due_at;
};

static bool stands(const struct statement **said, const struct statement *s)
{
        if (!claim_said_later(*said, s))
                return false;
        *said = s;
        return true;
}

static void decide_codes(const struct statement *s, struct said *said, struct timeline *out)
{
        if (stands(&said->case_kind, s))
                out->case_kind = s->case_kind;
        if (s->channel != CHANNEL_UNKNOWN && stands(&said->channel, s))
                out->channel = s->channel;
        if (s->service != SERVICE_UNKNOWN && stands(&said->service, s))
                out->service = s->service;
        if (s->payment != PAYMENT_UNKNOWN && stands(&said->payment, s))
                out->payment = s->payment;
        if (s->digitised != TRUTH_ABSENT && stands(&said->digitised, s))
                out->digitised = s->digitised;
        if (s->return_channel != RETURN_ABSENT && stands(&said->return_channel, s))
                out->return_channel = s->return_channel;
        if (s->procedure != 0 && stands(&said->procedure, s))
                out->procedure = s->procedure;
        if (s->field != 0 && stands(&said->field, s))
                out->field = s->field;
        if (s->received_by != 0 && stands(&said->received_by, s))
                out->received_by = s->received_by;
}

static void decide_times(const struct statement *s, struct said *said, struct timeline *out)
{
        if (s->submitted_at != NO_TIME && stands(&said->submitted_at, s))
                out->submitted_at = s->submitted_at;
        if (s->due_at != NO_TIME && stands(&said->due_at, s))
                out->due_at = s->due_at;
}

/* A record as it was when it was said first. */
static struct statement first_saying(const struct statement *record)
{
        struct statement s = *record;
        if (s.kind == KIND_DOCUMENT) {
                s.occurred_at = statement_last_at(record);
                s.stated_at = s.stated_first;
        }
        return s;
}

static bool said_before(const struct statement *a, const struct statement *b)
{
        if (a->kind == KIND_STATEMENT && b->kind == KIND_STATEMENT)
                return statement_said_compare(a, b) < 0;
        const struct statement x = first_saying(a), y = first_saying(b);
        return statement_said_compare(&x, &y) < 0;
}

/* Both the first and the present due date are kept: which of them counts after an apology with a new date is
 * not decided, and some systems overwrite the date in place. So what was superseded is read here, too. */
static void decide_first(const struct history *h, struct timeline *out)
{
        const struct statement *first_due = NULL;

        out->first_observed_at = out->first_due_at = NO_TIME;
        for (int i = 0; i < h->n; i++) {
                const struct statement *r = &h->of[i];

                if (!statement_holds(r))
                        continue;
                if (out->first_observed_at == NO_TIME || r->observed_at < out->first_observed_at)
                        out->first_observed_at = r->observed_at;
                if (r->due_at == NO_TIME || r->kind == KIND_STEP || (first_due && !said_before(r, first_due)))
                        continue;
                first_due = r;
                out->first_due_at = r->due_at;
        }
}

void claims_decide(const struct standing *s, const struct life *life, struct timeline *out)
{
        struct said said = {0};

        out->submitted_at = out->due_at = NO_TIME;
        for (int i = 0; i < s->n; i++) {
                decide_codes(s->of[i], &said, out);
                decide_times(s->of[i], &said, out);
        }
        decide_first(s->history, out);
        if (out->submitted_at == NO_TIME && life->stands[REGISTERED] != NONE)
                out->submitted_at = life->of[life->stands[REGISTERED]].at;
}
