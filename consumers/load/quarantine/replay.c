/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c - see replay.h.
 */
#include "consumers/load/quarantine/replay.h"

#include "consumers/load/quarantine/quarantine.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/wire/codec.h"
#include "core/wire/frame.h"
#include "core/wire/registry.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FLUSH_MS = 30000, PORTION = 200, REPLAY_LOCK = 0x7265706c };

static enum fault not_there(const struct quarantine_choice *which, struct err *e)
{
        return fail(e, FATAL, "partition %" PRId64 " offset %" PRId64 " is not in the quarantine",
                    which->partition, which->offset);
}

/* The first four parameters of a query: which messages. */
static void put_choice(const struct quarantine_choice *which, struct pg_param params[static 4])
{
        params[0] = pg_int4((int32_t)which->partition);
        params[1] = pg_int8(which->offset);
        params[2] = pg_bool(which->pending_only);
        params[3] = pg_bool(which->one || which->of_paused);
        if (!which->one)
                params[0].in_place = params[1].in_place = false; /* SQL null: any */
}

enum fault quarantine_select(struct pg *pg, const struct quarantine_choice *which, bool whole,
                             struct pg_result **r, struct err *e)
{
        struct pg_param params[5];
        put_choice(which, params);
        params[4] = pg_bool(whole);
        if (pg_run(pg, SQL_quarantine_list, params, 5, r, e) != OK)
                return e->kind;
        if (which->one && pg_rows(*r) == 0) {
                pg_free(*r);
                *r = NULL;
                return not_there(which, e);
        }
        return OK;
}

struct replay {
        const struct replaying *q;
        struct pg *pg;
        struct registry *registry; /* NULL: none */
        struct codec *codec;
        int wait_ms, answer_ms; /* for a registry that is away, and one that is there */
        int32_t *unexplained;   /* ids that it did not explain in that time */
        size_t unexplained_n;
        struct kafka_producer *producer;
        enum fault answer; /* of Kafka, for the message that was sent last */
        micros before;     /* what is set aside from then on is for the next replay */
        /* The row behind which the next portion begins. */
        struct text topic;
        int32_t partition;
        int64_t offset, checksum;
        struct pg_result *last; /* holds `topic` */
        struct replayed *n;
};

/* ---- messages ---- */

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct replay *p = context;
        (void)number;
        p->answer = fault;
}

/* An id is waited for once, and not with every message that names it. */
static bool is_unexplained(const struct replay *p, int32_t id)
{
        for (size_t i = 0; i < p->unexplained_n; i++) {
                if (p->unexplained[i] == id)
                        return true;
        }
        return false;
}

/* POISON: it is still unreadable. RETRY: the registry, which may explain it, is away. */
static enum fault decode(struct replay *p, struct text value, struct event *v, struct err *e)
{
        const uint8_t *bytes = (const uint8_t *)value.at;
        const int32_t id = (int32_t)frame_read(bytes, value.len).id;
        enum fault fault = codec_decode(p->codec, bytes, value.len, v, e);
        if (fault != RETRY || is_unexplained(p, id))
                return fault;
        fault = codec_know_within(p->codec, id, p->unexplained_n ? p->answer_ms : p->wait_ms, e);
        if (fault == OK)
                return codec_decode(p->codec, bytes, value.len, v, e);
        if (fault == RETRY) {
                p->unexplained =
                        need_realloc(p->unexplained, (p->unexplained_n + 1) * sizeof(*p->unexplained));
                p->unexplained[p->unexplained_n++] = id;
                p->n->away = *e;
        }
        return fault;
}

/* POISON: it is larger than the topic takes. */
static enum fault send_row(struct replay *p, const struct pg_result *r, int row, struct text issuer,
                           struct err *e)
{
        const struct text key = pg_get_text(r, row, COL_quarantine_portion_key),
                          value = pg_get_text(r, row, COL_quarantine_portion_value);
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_portion_headers), &headers, 0);
        enum fault fault;
        p->answer = OK;
        while ((fault = kafka_send(p->producer, key, issuer, value.at, value.len, headers, header_n, 0, e)) ==
                       RETRY &&
               !stop_asked())
                kafka_serve(p->producer, 50);
        free(headers);
        if (fault != OK || kafka_flush(p->producer, FLUSH_MS, e) != OK)
                return e->kind;
        if (p->answer == FATAL)
                return fail(e, FATAL, "Kafka did not take a message: it was not marked as replayed");
        return p->answer;
}

static enum fault leave(const struct replay *p, struct err *e)
{
        return p->q->leave ? p->q->leave(p->q->context, e) : OK;
}

static enum fault enter(const struct replay *p, struct err *e)
{
        return p->q->enter ? p->q->enter(p->q->context, e) : OK;
}

static enum fault mark(struct replay *p, const struct pg_result *r, int row, struct err *e)
{
        const struct pg_param params[] = {
                pg_text(pg_get_text(r, row, COL_quarantine_portion_topic)),
                pg_int4((int32_t)pg_get_int(r, row, COL_quarantine_portion_partition)),
                pg_int8(pg_get_int(r, row, COL_quarantine_portion_kafka_offset)),
                pg_int8(pg_get_int(r, row, COL_quarantine_portion_checksum)),
                pg_bool(!p->q->which.pending_only)};
        if (enter(p, e) != OK || pg_run(p->pg, SQL_quarantine_replayed, params, 5, NULL, e) != OK ||
            leave(p, e) != OK)
                return e->kind;
        p->n->sent++;
        return OK;
}

static enum fault replay_row(struct replay *p, const struct pg_result *r, int row, struct err *e)
{
        const struct text value = pg_get_text(r, row, COL_quarantine_portion_value);
        struct event v;
        struct err reason;
        enum fault fault = decode(p, value, &v, &reason);
        if (fault == POISON || fault == RETRY) {
                p->n->unreadable += fault == POISON;
                p->n->waiting += fault == RETRY;
                return OK;
        }
        if (fault != OK) {
                *e = reason;
                return fault;
        }
        if (p->q->dry_run) {
                p->n->sent++;
                return OK;
        }
        fault = send_row(p, r, row, event_issuer(v.dossier_id), e);
        p->n->too_large += fault == POISON;
        if (fault == OK)
                return mark(p, r, row, e);
        return fault == POISON ? OK : fault;
}

/* ---- portions ---- */

static enum fault open_replay(struct replay *p, struct err *e)
{
        const struct replaying *q = p->q;
        if (codec_open(&p->codec, e) != OK || registry_open(&p->registry, q->conf, e) != OK)
                return e->kind;
        codec_use_registry(p->codec, p->registry);
        if (q->dry_run)
                return OK;
        if (kafka_producer_open(&p->producer, q->conf, on_delivered, p, e) != OK)
                return e->kind;
        return kafka_producer_topic(p->producer, conf_text(q->conf, "topic.status"), q->wait_s, e);
}

static enum fault count_pending(struct replay *p, struct err *e)
{
        struct pg_param params[4];
        struct pg_result *r;
        put_choice(&p->q->which, params);
        if (pg_run(p->pg, SQL_quarantine_pending, params, 4, &r, e) != OK)
                return e->kind;
        p->n->left = pg_get_int(r, 0, COL_quarantine_pending_messages);
        p->before = pg_get_instant(r, 0, COL_quarantine_pending_before);
        pg_free(r);
        return p->q->which.one && p->n->left == 0 ? not_there(&p->q->which, e) : OK;
}

static enum fault read_portion(const struct replay *p, struct pg_result **r, struct err *e)
{
        struct pg_param params[11];
        put_choice(&p->q->which, params);
        params[4] = pg_instant(p->before);
        params[5] = pg_text(p->topic);
        params[6] = pg_int4(p->partition);
        params[7] = pg_int8(p->offset);
        params[8] = pg_int8(p->checksum);
        params[9] = pg_int4(PORTION);
        params[10] = pg_int4(QUARANTINE_PORTION_BYTES);
        return pg_run(p->pg, SQL_quarantine_portion, params, 11, r, e);
}

static void go_on_behind(struct replay *p, struct pg_result *r)
{
        const int row = pg_rows(r) - 1;
        p->topic = pg_get_text(r, row, COL_quarantine_portion_topic);
        p->partition = (int32_t)pg_get_int(r, row, COL_quarantine_portion_partition);
        p->offset = pg_get_int(r, row, COL_quarantine_portion_kafka_offset);
        p->checksum = pg_get_int(r, row, COL_quarantine_portion_checksum);
        pg_free(p->last);
        p->last = r;
}

/* Begins in a transaction, where the caller has them, and ends outside. *rows: of the portion. */
static enum fault replay_portion(struct replay *p, int *rows, struct err *e)
{
        struct pg_result *r;
        if (read_portion(p, &r, e) != OK)
                return e->kind;
        enum fault fault = leave(p, e);
        *rows = pg_rows(r);
        /* Nobody is asked for nothing. */
        if (fault == OK && *rows > 0 && !p->codec)
                fault = open_replay(p, e);
        for (int row = 0; fault == OK && row < *rows && !stop_asked(); row++) {
                p->n->left -= p->n->left > 0;
                fault = replay_row(p, r, row, e);
        }
        if (*rows > 0)
                go_on_behind(p, r);
        else
                pg_free(r);
        return fault;
}

static enum fault replay_pending(struct replay *p, struct err *e)
{
        int rows = PORTION;
        enum fault fault = count_pending(p, e);
        for (bool first = true; fault == OK && rows > 0 && !stop_asked(); first = false) {
                if (!first)
                        fault = enter(p, e);
                if (fault == OK)
                        fault = replay_portion(p, &rows, e);
        }
        /* Some were pruned, or marked by the resuming of their source. */
        if (fault == OK && rows == 0 && !stop_asked())
                p->n->left = 0;
        return fault;
}

/* ---- one at a time ---- */

static enum fault lock(struct pg *pg, struct err *e)
{
        const struct pg_param number = pg_int4(REPLAY_LOCK);
        struct pg_result *r;
        if (pg_run(pg, SQL_quarantine_lock, &number, 1, &r, e) != OK)
                return e->kind;
        const bool ours = pg_get_int(r, 0, COL_quarantine_lock_ours) != 0;
        pg_free(r);
        return ours ? OK
                    : fail(e, RETRY, "the quarantine is being sent again by somebody else: wait for its end");
}

/* The session, which may be used again, must not keep the lock. A broken one has lost it. */
static void unlock(struct pg *pg)
{
        const struct pg_param number = pg_int4(REPLAY_LOCK);
        struct pg_result *r = NULL;
        struct err e;
        if (!pg_broken(pg) && pg_run(pg, SQL_quarantine_unlock, &number, 1, &r, &e) != OK)
                log_warn("quarantine.not_unlocked", KT("reason", e.text));
        pg_free(r);
}

enum fault quarantine_replay(const struct replaying *q, struct pg *pg, struct replayed *n, struct err *e)
{
        const int answer_ms = (int)conf_ms(q->conf, "schema.registry.timeout");
        struct replay p = {.q = q,
                           .pg = pg,
                           .n = n,
                           .wait_ms = q->wait_s * 1000 + answer_ms,
                           .answer_ms = answer_ms,
                           .topic = TEXT(""),
                           .partition = -1};
        struct err ignored;
        *n = (struct replayed){0};
        enum fault fault = q->dry_run ? OK : lock(pg, e);
        const bool locked = !q->dry_run && fault == OK;
        if (fault == OK)
                fault = replay_pending(&p, e);
        /* In a transaction that has failed nothing is unlocked, nor behind the end that a caller has set. */
        pg_end_at(pg, 0);
        if (fault != OK && !pg_broken(pg) && pg_script(pg, "rollback", &ignored) != OK)
                log_warn("quarantine.not_rolled_back", KT("reason", ignored.text));
        if (locked)
                unlock(pg);
        kafka_producer_close(p.producer);
        codec_close(p.codec);
        registry_close(p.registry);
        free(p.unexplained);
        pg_free(p.last);
        return fault;
}

const char *replayed_text(const struct replayed *n, char out[static REPLAYED_TEXT_MOST])
{
        *out = 0;
        if (n->sent + n->unreadable + n->too_large + n->waiting + n->left > 0)
                snprintf(out, REPLAYED_TEXT_MOST,
                         "%" PRId64 " messages were sent and marked, %" PRId64 " were not looked at", n->sent,
                         n->left);
        return out;
}
