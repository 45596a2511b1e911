/* SPDX-License-Identifier: Apache-2.0
 *
 * door.c - see door.h.
 *
 * In the topic, the remembered document has `said_at` as its greatest stated_at, and every other document of
 * its source and dossier an earlier one. Each answer keeps that true, and keeps the remembered one the
 * document that counts.
 */
#include "producers/door.h"
#include "core/lib/hash.h"

static uint64_t hash_of(const struct event *v)
{
        uint8_t name[EVENT_NAME_MOST];
        return hash_bytes(name, event_name(v, name));
}

static bool is_end(enum status status)
{
        return status == REFUSED || status == WITHDRAWN || status == RESOLVED || status == RETURNED;
}

/* An occurrence without a time happened when the document was stated. */
static micros time_of(const struct event *v, uint32_t i)
{
        return v->occurrence[i].occurred_at != NO_TIME ? v->occurrence[i].occurred_at : v->stated_at;
}

struct door_document door_document_of(const struct event *v)
{
        struct door_document d = {.hash = hash_of(v),
                                  .stated_at = v->stated_at,
                                  .due_at = v->due_at,
                                  .ended_at = NO_TIME,
                                  .empty = v->occurrence_n == 0};
        micros reopened = NO_TIME, ended = END_OF_TIME;
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                if (v->occurrence[i].reopens && time_of(v, i) > reopened)
                        reopened = time_of(v, i);
        }
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const micros at = time_of(v, i);
                if (!is_end(v->occurrence[i].status) || at <= reopened || at >= ended)
                        continue;
                ended = at;
                d.ended_by = v->occurrence[i].status;
                d.ended_at = v->occurrence[i].occurred_at;
        }
        return d;
}

/* True for a document that is open after its due date, of which the topic does not know that it was so on
 * this local day. `known` has the same content. */
static bool late_news(const struct remembered *known, const struct door_document *d, const struct zone *zone)
{
        if (d->empty || d->ended_by != STATUS_UNKNOWN || d->due_at == NO_TIME || d->stated_at <= d->due_at)
                return false;
        return known->said_at <= d->due_at || zone_day(zone, known->said_at) != zone_day(zone, d->stated_at);
}

static struct remembered remembered_of(const struct door_document *d, micros stated_at, micros said_at,
                                       const struct remembered *known)
{
        return (struct remembered){
                .hash = d->hash,
                .stated_at = stated_at,
                .said_at = said_at,
                .due_at = d->due_at,
                .ended_at = d->ended_at,
                .ended_by = d->ended_by,
                .empty = d->empty,
                .export_number = known ? known->export_number : 0,
        };
}

static struct door_verdict old(micros stated_at)
{
        return (struct door_verdict){.answer = DOOR_OLD, .stated_at = stated_at, .since = NO_TIME};
}

static struct door_verdict sent(const struct door_document *d, micros stated_at, micros since,
                                const struct remembered *known)
{
        return (struct door_verdict){.answer = DOOR_SEND,
                                     .stated_at = stated_at,
                                     .since = since,
                                     .remember = true,
                                     .memory = remembered_of(d, stated_at, stated_at, known)};
}

static struct door_verdict same(const struct remembered *known, const struct door_document *d,
                                const struct zone *zone)
{
        if (late_news(known, d, zone))
                return sent(d, d->stated_at, NO_TIME, known);
        return (struct door_verdict){.answer = DOOR_SILENT,
                                     .stated_at = d->stated_at,
                                     .since = NO_TIME,
                                     .remember = true,
                                     .memory = remembered_of(d, d->stated_at, known->said_at, known)};
}

struct door_verdict door_judge(const struct remembered *known, const struct door_document *d,
                               micros forgotten, const struct zone *zone)
{
        if (!known)
                return d->stated_at <= forgotten ? old(d->stated_at) : sent(d, d->stated_at, NO_TIME, NULL);
        const bool equal = d->hash == known->hash;
        if (d->stated_at < known->stated_at)
                return old(equal || d->stated_at < known->said_at ? d->stated_at : known->said_at - 1);
        if (equal)
                return same(known, d, zone);
        const micros stated_at = d->stated_at + (d->stated_at == known->stated_at);
        return sent(d, stated_at, stated_at, known);
}
