/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_door.c - see spool_door.h.
 */
#include "producers/spool/spool_door.h"
#include "core/wire/event_id.h"
#include "producers/door.h"
#include "producers/format/document.h"

enum fault spool_door_open(struct spool_door *d, const char *folder, uint64_t most, struct err *e)
{
        *d = (struct spool_door){0};
        if (zone_open(&d->utc, "UTC", e) != OK)
                return e->kind;
        return memory_open(&d->memory, folder, most, e);
}

void spool_door_close(struct spool_door *d)
{
        memory_close(d->memory);
        zone_close(d->utc);
        *d = (struct spool_door){0};
}

/* True for a document that has lost the end that its source stated before, or had lost it already. */
static bool lost_end(const struct remembered *known, const struct event *v)
{
        return known && !known->empty && known->ended_by != STATUS_UNKNOWN &&
               v->stated_at >= known->stated_at && v->occurrence_n > 0 &&
               v->occurrence_n + 2 <= OCCURRENCES_MOST && door_document_of(v).ended_by == STATUS_UNKNOWN;
}

/* The end stays true, and the case was opened again, when is not known. */
static void reopen(const struct remembered *known, struct event *v)
{
        const struct event_occurrence end = {.status = known->ended_by,
                                             .occurred_at = known->ended_at,
                                             .agency = v->agency},
                                      reopening = {.status = PROCESSING,
                                                   .occurred_at = NO_TIME,
                                                   .reopens = true,
                                                   .agency = v->agency};
        document_add(v, &end);
        document_add(v, &reopening);
        event_identify(v);
}

/* The hash of its bytes stands for a document only if they say the same whenever they come: what lies ahead
 * now does not count yet, and a reopening comes from what was remembered. */
static uint64_t row_hash_of(const struct spool_reading *reading, const struct door_verdict *verdict,
                            const struct door_document *document, bool reopened)
{
        const bool ahead = document->latest_at > verdict->memory.said_at + MICROS_PER_DAY;
        return reopened || ahead ? 0 : reading->row_hash;
}

static void remember(struct spool_door *d, const struct event *v, const struct remembered *r)
{
        memory_put(d->memory, v->source, v->dossier_id, r);
        d->puts++;
}

bool spool_door_passes(struct spool_door *d, const struct spool_reading *reading, struct event *v)
{
        struct remembered found;
        const struct remembered *known =
                memory_find(d->memory, v->source, v->dossier_id, &found) ? &found : NULL;
        const bool reopened = reading->mapping->end_reopens && lost_end(known, v);
        if (reopened)
                reopen(known, v);
        struct door_document document = door_document_of(v);
        if (reopened)
                document.ended_by = STATUS_UNKNOWN;
        const struct zone *zone = reading->mapping->dates.zone;
        struct door_verdict verdict =
                door_judge(known, &document, memory_forgotten(d->memory), zone ? zone : d->utc);
        if (reading->everything && verdict.answer == DOOR_SILENT) {
                verdict.answer = DOOR_SEND;
                verdict.memory.said_at = verdict.stated_at;
        }
        if (reopened) { /* so that the next document without an end is the same */
                verdict.memory.ended_by = known->ended_by;
                verdict.memory.ended_at = known->ended_at;
        }
        if (verdict.remember) {
                if (reading->export_number > verdict.memory.export_number)
                        verdict.memory.export_number = reading->export_number;
                verdict.memory.row_hash = row_hash_of(reading, &verdict, &document, reopened);
                remember(d, v, &verdict.memory);
        }
        if (!verdict.remember)
                spool_door_mention(d, reading, v->source, v->dossier_id);
        const bool ahead = v->stated_at > v->observed_at; /* see row_order.h */
        v->stated_at = verdict.stated_at;
        v->since = verdict.since;
        if (v->observed_at < v->stated_at)
                v->observed_at = v->stated_at - ahead;
        document_head(v);
        return verdict.answer != DOOR_SILENT;
}

bool spool_door_knows(struct spool_door *d, const struct spool_reading *reading, struct text source,
                      struct text dossier_id, micros stated_at, uint64_t *content)
{
        struct remembered known;
        if (reading->everything || reading->row_hash == 0 ||
            !memory_find(d->memory, source, dossier_id, &known) || known.row_hash != reading->row_hash)
                return false;
        const struct door_document same = {.hash = known.hash,
                                           .stated_at = stated_at,
                                           .due_at = known.due_at,
                                           .ended_at = known.ended_at,
                                           .ended_by = known.ended_by,
                                           .latest_at = NO_TIME,
                                           .empty = known.empty};
        const struct zone *zone = reading->mapping->dates.zone;
        struct door_verdict verdict =
                door_judge(&known, &same, memory_forgotten(d->memory), zone ? zone : d->utc);
        if (verdict.answer != DOOR_SILENT)
                return false;
        if (reading->export_number > verdict.memory.export_number)
                verdict.memory.export_number = reading->export_number;
        verdict.memory.row_hash = known.row_hash;
        memory_put(d->memory, source, dossier_id, &verdict.memory);
        d->puts++;
        *content = known.hash;
        return true;
}

void spool_door_mention(struct spool_door *d, const struct spool_reading *reading, struct text source,
                        struct text dossier_id)
{
        struct remembered r;
        if (reading->late || !memory_find(d->memory, source, dossier_id, &r) || r.missed ||
            r.export_number >= reading->export_number)
                return;
        r.export_number = reading->export_number;
        memory_put(d->memory, source, dossier_id, &r);
        d->puts++;
}

void spool_door_withdraw(struct spool_door *d, struct event *v, micros known_at)
{
        if (v->stated_at <= known_at)
                v->stated_at = known_at + 1;
        if (v->observed_at < v->stated_at)
                v->observed_at = v->stated_at;
        v->since = v->stated_at;
        document_head(v);
        event_identify(v);
        const struct remembered r = {.hash = door_document_of(v).hash,
                                     .stated_at = v->stated_at,
                                     .said_at = v->stated_at,
                                     .due_at = NO_TIME,
                                     .ended_at = NO_TIME,
                                     .empty = true,
                                     .missed = true};
        remember(d, v, &r);
}

bool spool_door_unwithdraw(struct spool_door *d, struct complete_cases *cases, struct event *v)
{
        const micros now = moment_now();
        struct text source, dossier_id;
        micros stated_at;
        if (!complete_next(cases, &source, &dossier_id, &stated_at))
                return false;
        document_withdraw(v, source, dossier_id, stated_at);
        v->observed_at = now > stated_at ? now : stated_at;
        v->retracts = true;
        event_identify(v);
        memory_drop(d->memory, source, dossier_id);
        d->puts++;
        return true;
}

void spool_door_reopen(struct spool_door *d, const struct mapping *mapping, struct event *v)
{
        struct remembered known;
        struct event reopened = *v;
        if (!mapping->end_reopens || v->kind != KIND_DOCUMENT ||
            !memory_find(d->memory, v->source, v->dossier_id, &known) || !lost_end(&known, v))
                return;
        reopen(&known, &reopened);
        document_head(&reopened);
        if (known.hash == door_document_of(&reopened).hash)
                *v = reopened;
}

void spool_door_forget(struct spool_door *d, const struct event *v)
{
        struct remembered known;
        if (v->kind != KIND_DOCUMENT || !memory_find(d->memory, v->source, v->dossier_id, &known) ||
            known.hash != door_document_of(v).hash)
                return;
        memory_forget(d->memory, v->source, v->dossier_id);
        d->puts++;
}

bool spool_door_full(const struct spool_door *d)
{
        return d->puts >= MEMORY_PUTS;
}

enum fault spool_door_commit(struct spool_door *d, struct err *e)
{
        if (d->puts == 0)
                return OK;
        d->puts = 0;
        return memory_commit(d->memory, e);
}
