/* SPDX-License-Identifier: Apache-2.0
 *
 * taken_back.c - the marks that need what no longer stands: backdated, erased, rewritten.
 *
 * Rule: what a source once said stays evidence until our own door retracts it, which was a mistake of ours.
 * So: a source that corrects itself cannot erase that it was late.
 */
#include "consumers/dossier/life.h"

static bool is_document(const struct statement *record)
{
        return record->kind == KIND_DOCUMENT && statement_holds(record);
}

/* The instant of an occurrence of a document, where it has one of these statuses and is not ahead (an end in
 * 2102 was a slip); NO_TIME: it has not. */
static micros instant_of(const struct statement *d, const struct said_occurrence *o, unsigned statuses)
{
        const micros at = document_occurred_at(d, o);
        const micros seen_at = d->stated_at > d->observed_at ? d->stated_at : d->observed_at;

        return (statuses & S(o->status)) != 0 && at - MICROS_PER_DAY <= seen_at ? at : NO_TIME;
}

/* The last instant of one of these statuses; NO_TIME: there is none. */
static micros last_of(const struct statement *d, unsigned statuses, bool only_reopening)
{
        micros last = NO_TIME;
        for (int i = 0; i < d->occurrence_n; i++) {
                const micros at = instant_of(d, &d->occurrence[i], statuses);
                if (at > last && (!only_reopening || d->occurrence[i].reopens))
                        last = at;
        }
        return last;
}

/* ---- backdated ---- */

/* A reopening comes behind the ends of its instant. */
static bool shows_open(const struct statement *d)
{
        return d->occurrence_n > 0 && last_of(d, ENDS, false) <= last_of(d, TAKES_UP, true);
}

static bool says_end(const struct statement *r, const struct timeline *t)
{
        if (r->kind != KIND_DOCUMENT)
                return r->kind == KIND_STATEMENT && r->status == t->ended_by && r->occurred_at == t->ended_at;
        for (int i = 0; i < r->occurrence_n; i++)
                if (instant_of(r, &r->occurrence[i], S(t->ended_by)) == t->ended_at)
                        return true;
        return false;
}

static bool says_any_end(const struct statement *r)
{
        if (r->kind != KIND_DOCUMENT)
                return r->kind == KIND_STATEMENT && (ENDS & S(r->status)) != 0;
        return last_of(r, ENDS, false) != NO_TIME;
}

static void lower(micros *to, micros t)
{
        if (t < *to)
                *to = t;
}

static void raise(micros *to, micros t)
{
        if (t > *to)
                *to = t;
}

/* When the end was first seen, and when the dossier was last seen open. A document tells of the whole dossier
 * and says so each time; a plain statement that it is open was repeated by nobody, so it tells only until
 * some end is seen. */
static void find_seen(const struct history *h, const struct timeline *t, micros *open, micros *end)
{
        micros any_end = END_OF_TIME;

        *open = NO_TIME;
        *end = END_OF_TIME;
        for (int i = 0; i < h->n; i++) {
                const struct statement *r = &h->of[i];

                if (!statement_holds(r))
                        continue;
                if (says_any_end(r))
                        lower(&any_end, r->observed_at);
                if (says_end(r, t))
                        lower(end, r->observed_at);
        }
        for (int i = 0; i < h->n; i++) {
                const struct statement *r = &h->of[i];

                if (is_document(r) && shows_open(r))
                        raise(open, r->stated_at);
                if (r->kind == KIND_STATEMENT && statement_holds(r) && (OPEN & S(r->status)) != 0 &&
                    r->observed_at < any_end)
                        raise(open, r->observed_at);
        }
}

/* Seen open after the due date had passed, and given an end that meets it only then: lateness was erased.
 * What was first seen later than its due date, or with its end, proves nothing (a backfill, a monthly
 * export). */
bool backdated_decide(const struct history *h, const struct zone *zone, struct timeline *t)
{
        micros open, end;

        t->last_seen_open = t->end_first_seen = NO_TIME;
        if (class_by_instant(t, zone) != INSTANT_IN_TIME || t->first_observed_at >= t->due_at)
                return false;
        find_seen(h, t, &open, &end);
        if (open <= t->due_at || end <= t->due_at)
                return false;
        t->last_seen_open = open;
        t->end_first_seen = end;
        return true;
}

/* ---- erased ---- */

static bool is_late_document(const struct statement *d, const struct zone *zone)
{
        const unsigned resolution = last_of(d, S(RESOLVED), false) != NO_TIME ? S(RESOLVED) : S(RETURNED);

        if (d->due_at == NO_TIME)
                return false;
        for (int i = 0; i < d->occurrence_n; i++) {
                const struct said_occurrence *o = &d->occurrence[i];
                const micros at = instant_of(d, o, resolution);

                if (at != NO_TIME && is_late(d->due_at, at, o->occurred_day, zone))
                        return true;
        }
        return false;
}

static bool erased(const struct standing *s, const struct statement *superseded, const struct zone *zone)
{
        if (!is_late_document(superseded, zone))
                return false;
        for (int i = 0; i < s->document_n; i++)
                if (s->document[i]->source == superseded->source)
                        return !is_late_document(s->document[i], zone);
        return false;
}

/* ---- rewritten ---- */

/* True when a claim of this status stands, at this instant if one is given. */
static bool stands(const struct standing *s, uint8_t status, micros at)
{
        for (int i = 0; i < s->n; i++)
                if (s->of[i]->kind != KIND_STEP && s->of[i]->status == status &&
                    (at == NO_TIME || s->of[i]->occurred_at == at))
                        return true;
        return false;
}

static bool rewrites_reception(const struct standing *s, const struct statement *superseded)
{
        micros first = END_OF_TIME;

        for (int i = 0; i < superseded->occurrence_n; i++) {
                const struct said_occurrence *o = &superseded->occurrence[i];

                if (o->occurred_at != NO_TIME && instant_of(superseded, o, S(RECEIVED)) != NO_TIME)
                        lower(&first, o->occurred_at);
        }
        return first != END_OF_TIME && !stands(s, RECEIVED, first);
}

static bool rewrites_end(const struct standing *s, const struct statement *superseded)
{
        for (int i = 0; i < superseded->occurrence_n; i++) {
                const struct said_occurrence *o = &superseded->occurrence[i];

                if (instant_of(superseded, o, ENDS) != NO_TIME && !stands(s, o->status, o->occurred_at))
                        return true;
        }
        return false;
}

/* Two documents of one source in one millisecond: two rows of one export. */
static bool contradicts(const struct history *h, const struct statement *document)
{
        for (const struct statement *d = h->of; d < document; d++)
                if (is_document(d) && d->source == document->source &&
                    statement_said_ms(d) == statement_said_ms(document))
                        return true;
        return false;
}

uint32_t marks_of_superseded(const struct standing *s, const struct zone *zone)
{
        uint32_t marks = 0;

        if (s->is_plain)
                return 0;
        for (int i = 0; i < s->history->n; i++) {
                const struct statement *d = &s->history->of[i];

                if (!is_document(d))
                        continue;
                if (contradicts(s->history, d))
                        marks |= CONTRADICTED;
                if (!standing_supersedes(s, d))
                        continue;
                if (erased(s, d, zone))
                        marks |= ERASED;
                if (rewrites_reception(s, d))
                        marks |= RECEPTION_REWRITTEN;
                if (rewrites_end(s, d))
                        marks |= END_REWRITTEN;
        }
        return marks;
}
