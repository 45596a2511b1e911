/* SPDX-License-Identifier: Apache-2.0
 *
 * gather.c - messages into statements.
 *
 * A partition that is behind is drained before the next one begins, so that most dossiers meet the
 * warehouse once, whole. Live, when every partition is at its end, what is there goes out at once.
 */
#include "consumers/load/loader.h"

#include "core/lib/hash.h"
#include "core/lib/log.h"

enum {
        CHUNK = 1024,
        FETCHED_MOST = 50000, /* when more wait in all partitions together, one is fetched alone */
};
/* One that is fetched alone and gives nothing for so long has no leader: the others must not wait for it, */
#define TURN_PATIENCE (5 * MICROS_PER_SECOND)
#define TOGETHER      (30 * MICROS_PER_SECOND) /* and for so long they do not. */

static enum fault ids_of(struct loader *l, const struct event *v, struct statement *s, struct err *e)
{
        uint32_t source, field;
        if (dimension_id(l->dimensions, l->pg, DIMENSION_SOURCE, v->source, &source, e) != OK ||
            dimension_id(l->dimensions, l->pg, DIMENSION_AGENCY, v->agency, &s->agency, e) != OK ||
            dimension_id(l->dimensions, l->pg, DIMENSION_AGENCY, v->received_by, &s->received_by, e) != OK ||
            dimension_id(l->dimensions, l->pg, DIMENSION_FIELD, v->field, &field, e) != OK ||
            dimension_id(l->dimensions, l->pg, DIMENSION_PROCEDURE, v->procedure, &s->procedure, e) != OK)
                return e->kind;
        s->source = (uint16_t)source;
        s->field = (uint16_t)field;
        return OK;
}

static enum fault statement_of(struct loader *l, const struct event *v, struct statement *s, struct err *e)
{
        uint8_t name[EVENT_NAME_MOST];
        *s = (struct statement){
                .occurred_at = v->occurred_at,
                .sequence = v->sequence,
                .content = hash_bytes(name, event_name(v, name)),
                .stated_at = v->stated_at,
                .observed_at = v->observed_at,
                .submitted_at = v->submitted_at,
                .due_at = v->due_at,
                .status = (uint8_t)v->status,
                .case_kind = (uint8_t)v->case_kind,
                .level = (uint8_t)v->level,
                .channel = (uint8_t)v->channel,
                .return_channel = (uint8_t)v->return_channel,
                .service = (uint8_t)v->service,
                .payment = (uint8_t)v->payment,
                .digitised = (uint8_t)v->digitised,
        };
        return ids_of(l, v, s, e);
}

static enum fault set_aside(struct loader *l, const struct kafka_message *m, const char *reason,
                            struct err *e)
{
        culprits_add(&l->culprits, m, reason);
        const int64_t most = conf_count(l->conf, "load.poison_most");
        if (++l->poison_in_a_row <= most)
                return OK;
        return fail(e, FATAL,
                    "%s[%d]@%lld: more than %lld unreadable messages in a row look like a fault of our own; "
                    "if they "
                    "are not, a greater load.poison_most sets them aside: %s",
                    l->topic, m->partition, (long long)m->offset, (long long)most, reason);
}

static enum fault read_message(struct loader *l, const struct kafka_message *m, struct err *e)
{
        struct event v;
        struct statement s;
        if (!m->value)
                return fail(e, POISON, "no value (a tombstone)");
        if (codec_decode(l->codec, m->value, m->value_len, &v, e) != OK || statement_of(l, &v, &s, e) != OK)
                return e->kind;
        batch_add(&l->batch, v.dossier_id, &s);
        l->poison_in_a_row = 0;
        return OK;
}

static enum fault take_message(struct loader *l, struct part *p, const struct kafka_message *m, struct err *e)
{
        struct err why;
        enum fault fault = read_message(l, m, &why);
        if (fault == POISON)
                fault = set_aside(l, m, why.text, e);
        else if (fault != OK)
                *e = why;
        if (fault != OK)
                return fault;
        if (l->batch_most == 1)
                culprits_add(&l->alone, m, "");
        p->move.last_offset = m->offset;
        p->move.last_timestamp_ms = m->timestamp_ms;
        l->batch_messages++;
        return OK;
}

static bool full(const struct loader *l)
{
        const size_t known =
                l->batch.statement_n * STATEMENT_WORDS * sizeof(int64_t) / 100 * l->known_percent;
        return l->batch_messages >= l->batch_most ||
               (int64_t)(batch_bytes(&l->batch) + l->culprits.bytes.len + known) >= l->memory;
}

/* At most one chunk of one part. */
static enum fault take_chunk(struct loader *l, struct part *p, size_t *taken, struct err *e)
{
        struct kafka_message m[CHUNK];
        struct kafka_stand stand;
        const size_t room = l->batch_most - l->batch_messages;
        enum fault fault =
                kafka_take(l->consumer, p->partition, m, room < CHUNK ? room : CHUNK, taken, &stand, e);
        if (fault == FATAL && stand.out_of_range) {
                log_error("load.partition_stopped", KT("topic", l->topic), KI("partition", p->partition),
                          KT("error", e->text));
                kafka_halt(l->consumer, p->partition);
                p->state = PART_STOPPED;
                l->stopped_part = true;
                fault = OK;
        }
        for (size_t i = 0; fault == OK && i < *taken; i++)
                fault = take_message(l, p, &m[i], e);
        if (fault == OK && *taken)
                p->move.last_checksum = message_checksum(&m[*taken - 1]);
        kafka_release(m, *taken);
        if (fault == OK && stand.next > p->move.to)
                p->move.to = stand.next;
        if (*taken)
                l->turn_since = steady_now();
        if (stand.end > p->end)
                p->end = stand.end;
        p->at_end = stand.at_end;
        p->move.behind = !stand.at_end;
        return fault;
}

static int64_t lag_of(const struct part *p)
{
        const int64_t at = p->move.to > p->position.next_offset ? p->move.to : p->position.next_offset;
        return p->state == PART_READING && !p->at_end && p->end > at ? p->end - at : 0;
}

/* While more waits than may wait here, the partition whose turn it is is fetched alone. */
static bool choose_focus(struct loader *l)
{
        int64_t lag = 0;
        for (size_t i = 0; i < l->part_n; i++)
                lag += lag_of(&l->parts[i]);
        const micros now = steady_now();
        if (kafka_focused(l->consumer) && now - l->turn_since > TURN_PATIENCE)
                l->together_until = now + TOGETHER;
        if (lag <= FETCHED_MOST || now < l->together_until) {
                kafka_focus(l->consumer, -1);
                return false;
        }
        while (lag_of(&l->parts[l->turn]) == 0)
                gather_turn(l);
        kafka_focus(l->consumer, l->parts[l->turn].partition);
        return true;
}

enum fault gather(struct loader *l, bool *ready, struct err *e)
{
        *ready = false;
        for (size_t i = 0; i < l->part_n; i++) {
                const bool alone = choose_focus(l);
                struct part *p = &l->parts[l->turn];
                size_t taken = 1;
                while (p->state == PART_READING && taken > 0 && !full(l)) {
                        if (take_chunk(l, p, &taken, e) != OK)
                                return e->kind;
                }
                if (full(l)) {
                        *ready = true;
                        return OK;
                }
                if (p->state == PART_READING && !p->at_end && (alone || p->move.to > p->position.next_offset))
                        return OK; /* more of this one is on its way */
                gather_turn(l);
        }
        *ready = gathered_anything(l);
        return OK;
}

void gather_turn(struct loader *l)
{
        l->turn = l->part_n ? (l->turn + 1) % l->part_n : 0;
        l->turn_since = steady_now();
}

bool gathered_anything(const struct loader *l)
{
        for (size_t i = 0; i < l->part_n; i++) {
                if (l->parts[i].state == PART_READING &&
                    l->parts[i].move.to > l->parts[i].position.next_offset)
                        return true;
        }
        return false;
}

int32_t gather_waits_for(const struct loader *l)
{
        return gathered_anything(l) || kafka_focused(l->consumer) ? l->parts[l->turn].partition : -1;
}

void gather_clear(struct loader *l)
{
        batch_clear(&l->batch);
        culprits_clear(&l->culprits);
        culprits_clear(&l->alone);
        l->batch_messages = 0;
        l->turn_since = steady_now();
        l->poison_in_a_row = l->poison_committed; /* what comes again is counted again */
        for (size_t i = 0; i < l->part_n; i++) {
                struct part *p = &l->parts[i];
                p->move = (struct move){
                        .position = &p->position, .to = p->position.next_offset, .last_offset = -1};
        }
}
