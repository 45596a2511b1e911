/* SPDX-License-Identifier: Apache-2.0
 *
 * document.c - see document.h.
 */
#include "producers/format/document.h"
#include "core/base/event_field.h"
#include <assert.h>

bool document_ends(enum status status)
{
        return status == REFUSED || status == WITHDRAWN || status == RESOLVED || status == RETURNED;
}

void document_add(struct event *v, const struct event_occurrence *o)
{
        assert(v->occurrence_n < OCCURRENCES_MOST);
        v->occurrence[v->occurrence_n++] = *o;
}

void document_withdraw(struct event *v, struct text source, struct text dossier_id, micros at)
{
        event_empty(v);
        v->kind = KIND_DOCUMENT;
        v->source = source;
        v->dossier_id = dossier_id;
        v->agency = source; /* no agency is known here, and there must be one */
        v->occurred_at = v->stated_at = v->observed_at = at;
}

void document_head(struct event *v)
{
        const micros untimed = v->since != NO_TIME ? v->since : v->stated_at;
        const struct event_occurrence *latest = NULL;
        v->status = STATUS_UNKNOWN;
        v->occurred_at = v->stated_at;
        v->occurred_day = false;
        for (const struct event_occurrence *o = v->occurrence; o < v->occurrence + v->occurrence_n; o++) {
                const micros at = o->occurred_at != NO_TIME ? o->occurred_at : untimed;
                if (latest && at < v->occurred_at)
                        continue;
                latest = o;
                v->occurred_at = at;
        }
        if (!latest)
                return;
        v->status = latest->status;
        v->occurred_day = latest->occurred_day;
        if (latest->agency.len > 0)
                v->agency = latest->agency;
}
