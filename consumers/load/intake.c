/* SPDX-License-Identifier: Apache-2.0
 *
 * intake.c - messages of one partition into statements.
 *
 * Memory is slow, and a new code is a question to the warehouse. So messages are taken in small groups, in
 * three passes, each of which starts the reads from memory that the next one needs:
 *
 *                         message              codes                   place in the batch
 *   1 read_message()      bytes to event       finds them, notes new   prefetches the slot of the dossier
 *   2 learn_codes()                            asks for them at once   prefetches the dossier of the slot
 *   3 take_message()      event to statement                           adds the statement
 */
#include "consumers/load/loader.h"
#include "consumers/load/translate.h"

#include "core/base/ascii.h"
#include "core/base/beside.h"
#include "core/lib/log.h"
#include "core/lib/nfc.h"
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1024, GROUP = 32, EVENT_TEXTS = 7 + OCCURRENCES_MOST };
#define KEPT_BACK (MICROS_PER_SECOND / 2)

/* The kind of a message that is set aside. */
enum poison {
        POISON_UNREADABLE, /* too many in a row look like a fault of our own */
        POISON_READABLE,   /* a rule refused it: reading works */
        POISON_PAUSED,     /* its source is paused */
        POISON_EMPTY       /* it has no value, which nobody could read */
};

struct reading {
        struct event v;
        struct codes codes;
        uint64_t hash;               /* batch_hash() of its dossier's id */
        uint32_t paused;             /* its source, with POISON_PAUSED */
        enum fault fault;            /* OK, POISON, or RETRY: its schema is not known yet; FATAL */
        enum poison poison;          /* with POISON */
        struct err reason;           /* with POISON */
        char *composed[EVENT_TEXTS]; /* texts of the event that came in another form, */
        int composed_n;              /* and how many they are */
};

static void compose_text(struct reading *r, struct text *t)
{
        char **composed = &r->composed[r->composed_n];
        *composed = NULL;
        if (ascii_outside(*t))
                *t = nfc_of(*t, composed);
        r->composed_n += *composed != NULL;
}

/* Codes are keys, and producers differ in how they write a letter with marks. */
static enum fault compose(struct reading *r)
{
        struct event *v = &r->v;
        struct text *const texts[] = {&v->source,    &v->dossier_id, &v->agency, &v->received_by,
                                      &v->procedure, &v->field,      &v->about};
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
                compose_text(r, texts[i]);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                compose_text(r, &v->occurrence[i].agency);
        /* A few letters are longer composed, so a text that was short enough may not be any more. */
        return r->composed_n > 0 ? event_check(v, &r->reason) : OK;
}

/* Times are microseconds; a producer that sends another unit under the same schema is read without a
 * murmur. */
static const char *unit_of(micros t, micros earliest)
{
        if (t > 0 && t < MOMENT_LIMIT / 1000 && t >= earliest / 1000)
                return "as milliseconds it would fit, and the unit is microseconds";
        if (t > 0 && t < MOMENT_LIMIT / MICROS_PER_SECOND && t >= earliest / MICROS_PER_SECOND)
                return "as seconds it would fit, and the unit is microseconds";
        return "a slip of the year, or if the dossier is that old, set load.earliest lower and replay it";
}

static enum fault check_time(const char *name, micros t, micros earliest, struct err *e)
{
        char day[16];
        if (t >= earliest || t == NO_TIME)
                return OK;
        return fail(e, POISON, "%s is in %s, before load.earliest: %s", name,
                    day_format((int32_t)floor_div(t, MICROS_PER_DAY), day), unit_of(t, earliest));
}

static bool is_early(micros t, micros earliest)
{
        return t < earliest && t != NO_TIME;
}

/* Nearly always false, and then nothing needs to be asked one by one. */
static bool may_be_early(const struct event *v, micros earliest)
{
        return is_early(v->occurred_at, earliest) | is_early(v->stated_at, earliest) |
               is_early(v->observed_at, earliest) | is_early(v->since, earliest) |
               is_early(v->submitted_at, earliest) | is_early(v->due_at, earliest) | (v->occurrence_n > 0);
}

/* POISON: a time of the event lies before load.earliest. */
static enum fault check_earliest(const struct event *v, micros earliest, struct err *e)
{
        if (!may_be_early(v, earliest))
                return OK;
        const struct {
                const char *name;
                micros at;
        } times[] = {{"occurred_at", v->occurred_at},   {"stated_at", v->stated_at},
                     {"observed_at", v->observed_at},   {"since", v->since},
                     {"submitted_at", v->submitted_at}, {"due_at", v->due_at}};
        for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
                if (check_time(times[i].name, times[i].at, earliest, e) != OK)
                        return e->kind;
        }
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                if (check_time("occurrences.occurred_at", v->occurrence[i].occurred_at, earliest, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* POISON: it claims to be seen later than it can be. A door whose clock is ahead would make its documents
 * stand against all that others state until then. */
static enum fault check_observed(const struct event *v, const struct loader *l, const struct kafka_message *m,
                                 struct err *e)
{
        const micros now = l->clock.simulated ? clock_now(&l->clock) : m->timestamp_ms * 1000;
        char day[16], today[16];
        if (m->timestamp_ms < 0 || v->observed_at - MICROS_PER_DAY <= now)
                return OK;
        return fail(e, POISON, "observed_at is on %s, and the message came on %s: set the producer's clock",
                    day_format((int32_t)floor_div(v->observed_at, MICROS_PER_DAY), day),
                    day_format((int32_t)floor_div(now, MICROS_PER_DAY), today));
}

/* POISON: what a rule of the loader has against it, or its source is paused. */
static void judge_message(struct loader *l, const struct kafka_message *m, struct reading *r)
{
        r->paused = source_paused(&l->pauses, r->v.source,
                                  l->clock.simulated ? clock_now(&l->clock) : l->taken_at);
        if (r->paused) {
                r->poison = POISON_PAUSED;
                r->fault = fail(&r->reason, POISON, "source paused");
        } else if (check_earliest(&r->v, l->earliest, &r->reason) != OK ||
                   check_observed(&r->v, l, m, &r->reason) != OK) {
                r->poison = POISON_READABLE;
                r->fault = POISON;
                (void)dimension_note(l->dimensions, DIMENSION_SOURCE, r->v.source);
        }
}

static void read_message(struct loader *l, const struct kafka_message *m, struct reading *r)
{
        r->composed_n = 0;
        r->poison = m->value ? POISON_UNREADABLE : POISON_EMPTY;
        r->fault = m->value ? codec_decode(l->codec, m->value, m->value_len, &r->v, &r->reason)
                            : fail(&r->reason, POISON, "no value (a tombstone)");
        if (r->fault == POISON && m->value && awaiting_is_early(l, m))
                r->fault = RETRY;
        if (r->fault == OK)
                r->fault = compose(r);
        if (r->fault == OK)
                judge_message(l, m, r);
        if (r->fault != OK)
                return;
        translate_note(l->dimensions, &r->v, &r->codes);
        r->hash = batch_hash(r->v.dossier_id);
        batch_prefetch_slot(&l->batches.filling.dossiers, r->hash);
}

/* The source of a message that is set aside; 0: not known. */
static uint32_t source_of(const struct loader *l, const struct reading *r)
{
        struct err ignored;
        uint32_t source;
        if (r->poison == POISON_PAUSED)
                return r->paused;
        if (r->poison != POISON_READABLE)
                return 0;
        return dimension_id(l->dimensions, DIMENSION_SOURCE, r->v.source, &source, &ignored) == OK ? source
                                                                                                   : 0;
}

static enum fault set_aside(struct loader *l, const struct kafka_message *m, const struct reading *r,
                            struct err *e)
{
        static const enum culprit_cause causes[] = {[POISON_UNREADABLE] = CULPRIT_UNREADABLE,
                                                    [POISON_READABLE] = CULPRIT_REJECTED,
                                                    [POISON_PAUSED] = CULPRIT_OF_PAUSED,
                                                    [POISON_EMPTY] = CULPRIT_UNREADABLE};
        struct gathered *g = &l->batches.filling;
        const enum poison poison = r->poison;
        const char *reason = r->reason.text;
        culprits_add(&g->culprits, m, causes[poison], source_of(l, r), reason);
        const int64_t most = conf_count(l->conf, "load.poison_most");
        if (poison == POISON_READABLE || poison == POISON_PAUSED)
                g->poison_in_a_row = 0;
        else if (poison == POISON_UNREADABLE)
                g->poison_in_a_row++;
        if (g->poison_in_a_row <= most)
                return OK;
        return fail(e, FATAL,
                    "%s[%d]@%lld: more than %lld unreadable messages in a row look like a fault of our own; "
                    "if they "
                    "are not, a greater load.poison_most sets them aside: %s",
                    l->topic, m->partition, (long long)m->offset, (long long)most, reason);
}

/* When it was heard (consumers/warehouse/source_day.h): no message is heard before it came. */
static micros heard_at(const struct loader *l, const struct kafka_message *m, const struct event *v)
{
        const micros sent = m->timestamp_ms * 1000;
        if (l->clock.simulated || m->timestamp_ms < 0)
                return v->observed_at;
        return sent < l->taken_at ? sent : l->taken_at;
}

static enum fault take_message(struct loader *l, struct part *p, const struct kafka_message *m,
                               struct reading *r, struct err *e)
{
        struct translated t;
        if (r->fault == OK)
                r->fault = translate_event(l->dimensions, &r->v, &r->codes, &t, &r->reason);
        if (r->fault == OK) {
                batch_add(&l->batches.filling.dossiers, r->v.dossier_id, r->hash, &t.statement);
                batch_claim(&l->batches.filling.dossiers, &t.statement, t.agency);
                source_days_add(&l->batches.filling.dossiers.sources, l->warehouse.zone, &t.statement,
                                heard_at(l, m, &r->v));
                l->batches.filling.poison_in_a_row = 0;
                ages_add(&l->batches.filling.observed, r->v.observed_at / 1000);
        } else if (set_aside(l, m, r, e) != OK) {
                return e->kind;
        }
        if (m->timestamp_ms >= 0)
                ages_add(&l->batches.filling.sent, m->timestamp_ms);
        if (l->narrowing.batch_most == 1)
                culprits_add(&l->narrowing.alone, m, CULPRIT_REFUSED, r->fault == OK ? t.statement.source : 0,
                             "");
        p->move.last_offset = m->offset;
        p->move.last_timestamp_ms = m->timestamp_ms;
        l->batches.filling.messages++;
        return OK;
}

static enum fault learn_codes(struct loader *l, const struct reading *group, size_t n, struct err *e)
{
        if (dimensions_learn(l->dimensions, e) != OK)
                return e->kind;
        for (size_t i = 0; i < n; i++) {
                if (group[i].fault == OK)
                        batch_prefetch_dossier(&l->batches.filling.dossiers, group[i].hash);
        }
        return OK;
}

/* Ends before the first message whose schema is not known yet: *taken. */
static enum fault take_group(struct loader *l, struct part *p, const struct kafka_message *m, size_t n,
                             size_t *taken, struct err *e)
{
        struct reading group[GROUP];
        size_t whole = 0;
        for (size_t read = 0; read < n && whole == read; read++) {
                read_message(l, &m[read], &group[read]);
                whole += group[read].fault == OK || group[read].fault == POISON;
        }
        enum fault fault = learn_codes(l, group, whole, e);
        for (*taken = 0; *taken < whole && fault == OK; ++*taken)
                fault = take_message(l, p, &m[*taken], &group[*taken], e);
        for (size_t i = 0; i < whole; i++) {
                for (int text = 0; text < group[i].composed_n; text++)
                        free(group[i].composed[text]);
        }
        if (fault != OK || whole == n)
                return fault;
        if (group[whole].fault == RETRY)
                return awaiting_begin(l, p, &m[whole], group[whole].reason.text, e);
        *e = group[whole].reason;
        return e->kind;
}

/* *n messages of the part; *n: how many were taken. */
static enum fault take_messages(struct loader *l, struct part *p, const struct kafka_message *m, size_t *n,
                                struct err *e)
{
        size_t done = 0;
        enum fault fault = OK;
        l->taken_at = moment_now();
        while (fault == OK && done < *n && !p->waiting) {
                size_t taken;
                fault = take_group(l, p, m + done, *n - done < GROUP ? *n - done : GROUP, &taken, e);
                done += taken;
        }
        *n = done;
        return fault;
}

bool gathered_full(const struct loader *l)
{
        const struct gathered *g = &l->batches.filling;
        const size_t known = g->dossiers.statement_n * l->room.known_bytes;
        return g->messages >= l->narrowing.batch_most ||
               (int64_t)(batch_bytes(&g->dossiers) + culprits_bytes(&g->culprits) + known) >= l->room.memory;
}

/* An answer of Kafka names the end of the log a moment before its messages are here. If they stay away for
 * longer, a transaction that is still open keeps them back: its messages may be the end of any dossier that
 * we know. */
static bool is_behind(struct part *p, const struct kafka_progress *stand)
{
        const micros now = steady_now();
        if (!stand->at_end)
                return true;
        if (stand->end <= stand->next) {
                p->kept_back.at = -1;
                return false;
        }
        if (p->kept_back.at != stand->next)
                p->kept_back.since = now;
        p->kept_back.at = stand->next;
        return p->move.behind || now - p->kept_back.since > KEPT_BACK;
}

enum fault intake_take(struct loader *l, struct part *p, size_t *taken, struct err *e)
{
        struct kafka_copies *copies = &l->copies;
        struct kafka_progress stand;
        beside_run();
        const size_t room = l->narrowing.batch_most - l->batches.filling.messages;
        enum fault fault =
                kafka_take_copies(l->consumer, p->partition, copies, room < CHUNK ? room : CHUNK, &stand, e);
        const struct kafka_message *m = copies->of;
        *taken = copies->n;
        /* assignment_take() finds out if the log is another one. */
        if (fault == FATAL && stand.out_of_range) {
                e->kind = RETRY;
                fault = fail_at(e, "%s[%d]", l->topic, p->partition);
        }
        if (fault == OK)
                fault = take_messages(l, p, m, taken, e);
        if (fault == OK && *taken)
                p->move.last_checksum = message_checksum(&m[*taken - 1]);
        if (fault == OK && !p->waiting && stand.next > p->move.to)
                p->move.to = stand.next;
        if (*taken)
                l->turn.since = steady_now();
        if (stand.end > p->end)
                p->end = stand.end;
        p->at_end = stand.at_end && !p->waiting;
        if (stand.end >= 0) {
                p->heard = true;
                p->move.behind = p->waiting || p->unheard || is_behind(p, &stand);
        }
        return fault;
}
