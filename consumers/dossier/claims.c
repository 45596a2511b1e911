/* SPDX-License-Identifier: Apache-2.0
 *
 * claims.c - the attributes of a dossier, each as it was said last.
 *
 * Rule: any statement may tell any attribute; absent and unknown values never override a known one.
 * So: a correction is nothing but a later statement, in whatever order the two arrive.
 */
#include "consumers/dossier/life.h"

/* The statement that each attribute stands by; NULL: none names it. */
struct said {
        const struct statement *case_kind, *channel, *service, *payment, *digitised, *return_channel;
        const struct statement *procedure, *field, *received_by, *submitted_at, *due_at, *first_due_at;
};

static bool stands(const struct statement **said, const struct statement *s)
{
        if (*said && statement_said_compare(*said, s) > 0)
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

/* Both the first and the present due date are kept: which of them counts after an apology with a new date is
 * not decided, and some systems overwrite the date in place. */
static void decide_times(const struct statement *s, struct said *said, struct timeline *out)
{
        if (s->observed_at < out->first_observed_at)
                out->first_observed_at = s->observed_at;
        if (s->submitted_at != NO_TIME && stands(&said->submitted_at, s))
                out->submitted_at = s->submitted_at;
        if (s->due_at == NO_TIME)
                return;
        if (!said->first_due_at || statement_said_compare(s, said->first_due_at) < 0) {
                said->first_due_at = s;
                out->first_due_at = s->due_at;
        }
        if (stands(&said->due_at, s))
                out->due_at = s->due_at;
}

void claims_decide(const struct history *h, const struct life *life, struct timeline *out)
{
        struct said said = {0};

        out->first_observed_at = h->n > 0 ? h->of[0].observed_at : NO_TIME;
        out->submitted_at = out->due_at = out->first_due_at = NO_TIME;
        for (int i = 0; i < h->n; i++) {
                decide_codes(&h->of[i], &said, out);
                decide_times(&h->of[i], &said, out);
        }
        if (out->submitted_at == NO_TIME && life->stands[REGISTERED] != NONE)
                out->submitted_at = life->of[life->stands[REGISTERED]].at;
}
