/* SPDX-License-Identifier: Apache-2.0
 *
 * standing.c - from a history to the claims that stand.
 *
 * Rule: what supersedes what is decided here, before anything is read off the claims.
 * So: a dossier of plain statements is the history itself, and costs nothing more.
 */
#include "consumers/dossier/standing.h"

/* ---- which documents stand ---- */

static const struct statement **document_of(const struct standing *s, uint16_t source)
{
        for (int i = 0; i < s->document_n; i++)
                if (s->document[i]->source == source)
                        return (const struct statement **)&s->document[i];
        return NULL;
}

/* From the end, so that of documents with one stated_at the first that is met is the later one. */
static void choose_documents(struct standing *s)
{
        for (int i = s->history->n - 1; i >= 0; i--) {
                const struct statement *d = &s->history->of[i];
                if (d->kind != KIND_DOCUMENT || !statement_holds(d))
                        continue;
                const struct statement **stands = document_of(s, d->source);
                if (stands && d->stated_at > (*stands)->stated_at)
                        *stands = d;
                else if (!stands && s->document_n < DOCUMENTS_MOST)
                        s->document[s->document_n++] = d;
                else if (!stands)
                        s->has_more_documents = true;
        }
}

bool standing_supersedes(const struct standing *s, const struct statement *record)
{
        if (s->is_plain || record->kind == KIND_STEP || !statement_holds(record))
                return false;
        const struct statement **stands = document_of(s, record->source);
        if (!stands)
                return false;
        return record->kind == KIND_DOCUMENT ? *stands != record : record->stated_at <= (*stands)->stated_at;
}

/* ---- their claims ---- */

micros document_said_at(const struct statement *document)
{
        return document->since != NO_TIME ? document->since : document->stated_first;
}

micros document_occurred_at(const struct statement *document, const struct said_occurrence *o)
{
        return o->occurred_at != NO_TIME ? o->occurred_at : document_said_at(document);
}

static int claim_compare(const struct statement *a, const struct statement *b)
{
        if (a->occurred_at != b->occurred_at)
                return a->occurred_at < b->occurred_at ? -1 : 1;
        if (a->sequence != b->sequence)
                return a->sequence < b->sequence ? -1 : 1;
        return status_place(a->status) - status_place(b->status);
}

/* Inserts from the end: plain statements come in order, and of the rest there is little. */
static void add_claim(struct standing *s, const struct statement *claim)
{
        int at = s->n++;
        for (; at > 0 && claim_compare(s->of[at - 1], claim) > 0; at--)
                s->of[at] = s->of[at - 1];
        s->of[at] = claim;
}

static void add_step(struct standing *s, const struct statement *step)
{
        struct statement *claim = &s->expanded[s->expanded_n++];
        *claim = *step;
        claim->due_at = NO_TIME;
        if (step->status == RECEIVED)
                claim->status = PROCESSING;
        else if (step->status == REGISTERED || (ENDS & S(step->status)) != 0)
                claim->status = STATUS_UNKNOWN;
        add_claim(s, claim);
}

static void add_document(struct standing *s, const struct statement *document)
{
        for (int i = 0; i < document->occurrence_n; i++) {
                struct said_occurrence *o = &s->placed[s->placed_n++];
                struct statement *claim = &s->expanded[s->expanded_n++];
                *o = document->occurrence[i];
                o->occurred_at = document_occurred_at(document, o);
                *claim = *document;
                claim->occurred_at = o->occurred_at;
                claim->sequence = 0;
                claim->stated_at = document_said_at(document);
                claim->since = document->stated_at;
                claim->agency = o->agency;
                claim->status = o->status;
                claim->occurred_day = o->occurred_day;
                claim->occurrence_n = 1;
                claim->occurrence = o;
                add_claim(s, claim);
        }
}

/* Lists the history as it is; true: so it stands. */
static bool list_plain(const struct history *h, struct standing *s)
{
        bool plain = true;

        for (int i = 0; i < h->n; i++) {
                s->of[i] = &h->of[i];
                plain &= h->of[i].kind == KIND_STATEMENT && statement_holds(&h->of[i]);
        }
        return plain;
}

void standing_of(const struct history *h, struct standing *s)
{
        s->history = h;
        s->has_more_documents = false;
        s->document_n = s->expanded_n = s->placed_n = 0;
        s->is_plain = list_plain(h, s);
        s->n = s->is_plain ? h->n : 0;
        if (s->is_plain)
                return;
        choose_documents(s);
        for (int i = 0; i < h->n; i++) {
                const struct statement *r = &h->of[i];
                if (r->kind == KIND_DOCUMENT || !statement_holds(r) || standing_supersedes(s, r))
                        continue;
                if (r->kind == KIND_STEP)
                        add_step(s, r);
                else
                        add_claim(s, r);
        }
        for (int i = 0; i < s->document_n; i++)
                add_document(s, s->document[i]);
}

int claim_said_compare_close(const struct statement *a, const struct statement *b)
{
        const bool one_document =
                a->kind == KIND_DOCUMENT && b->kind == KIND_DOCUMENT && a->source == b->source;
        if (!one_document || a->occurred_at != b->occurred_at || a->status != b->status)
                return statement_said_compare(a, b);
        return (a->occurrence > b->occurrence) - (a->occurrence < b->occurrence);
}

/* ---- as known at an instant ---- */

void history_held_at(const struct history *h, micros at, micros held_until, struct history *into)
{
        into->n = 0;
        into->truncated = h->truncated;
        for (int i = 0; i < h->n; i++) {
                struct statement *known = &into->of[into->n];
                const bool held = h->of[i].stated_at != NO_TIME && h->of[i].retracted_at > held_until;
                if ((!statement_holds(&h->of[i]) && !held) || h->of[i].observed_at > at)
                        continue;
                *known = h->of[i];
                if (held)
                        known->retracted_at = NO_TIME;
                into->n++;
                if (known->kind == KIND_DOCUMENT && known->since != NO_TIME && known->since > at) {
                        known->since = NO_TIME;
                        known->stated_at = known->stated_first;
                }
        }
}

void history_known_at(const struct history *h, micros at, struct history *into)
{
        history_held_at(h, at, END_OF_TIME, into);
}
