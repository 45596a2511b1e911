/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c - see replay.h.
 */
#include "consumers/load/quarantine/replay.h"

#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/wire/codec.h"
#include "core/wire/frame.h"
#include "core/wire/registry.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>

enum { FLUSH_MS = 30000 };

enum fault quarantine_select(struct pg *pg, const struct quarantine_choice *which, bool whole,
                             struct pg_result **r, struct err *e)
{
        struct pg_param params[] = {pg_int4((int32_t)which->partition), pg_int8(which->offset),
                                    pg_bool(which->pending_only), pg_bool(which->one || which->of_paused),
                                    pg_bool(whole)};
        if (!which->one)
                params[0].in_place = params[1].in_place = false; /* SQL null: any */
        if (pg_run(pg, SQL_quarantine_list, params, 5, r, e) != OK)
                return e->kind;
        if (which->one && pg_rows(*r) == 0) {
                pg_free(*r);
                *r = NULL;
                return fail(e, FATAL, "partition %" PRId64 " offset %" PRId64 " is not in the quarantine",
                            which->partition, which->offset);
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
        struct replayed *n;
};

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
        const struct text key = pg_get_text(r, row, COL_quarantine_list_key),
                          value = pg_get_text(r, row, COL_quarantine_list_value);
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_list_headers), &headers, 0);
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

static enum fault mark(struct replay *p, const struct pg_result *r, int row, struct err *e)
{
        const struct pg_param params[] = {pg_text(pg_get_text(r, row, COL_quarantine_list_topic)),
                                          pg_int4((int32_t)pg_get_int(r, row, COL_quarantine_list_partition)),
                                          pg_int8(pg_get_int(r, row, COL_quarantine_list_kafka_offset)),
                                          pg_int8(pg_get_int(r, row, COL_quarantine_list_checksum))};
        if (pg_run(p->pg, SQL_quarantine_replayed, params, 4, NULL, e) != OK)
                return e->kind;
        if (p->q->marked && p->q->marked(p->q->context, e) != OK)
                return e->kind;
        p->n->sent++;
        return OK;
}

static enum fault replay_row(struct replay *p, const struct pg_result *r, int row, struct err *e)
{
        const struct text value = pg_get_text(r, row, COL_quarantine_list_value);
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

enum fault quarantine_replay(const struct replaying *q, struct pg *pg, struct replayed *n, struct err *e)
{
        const int answer_ms = (int)conf_ms(q->conf, "schema.registry.timeout");
        struct replay p = {
                .q = q, .pg = pg, .n = n, .wait_ms = q->wait_s * 1000 + answer_ms, .answer_ms = answer_ms};
        struct pg_result *r = NULL;
        *n = (struct replayed){0};
        enum fault fault = quarantine_select(pg, &q->which, true, &r, e);
        /* Nobody is asked for nothing. */
        if (fault == OK && pg_rows(r) > 0)
                fault = open_replay(&p, e);
        int at = 0;
        while (fault == OK && at < pg_rows(r) && !stop_asked())
                fault = replay_row(&p, r, at++, e);
        n->left = r ? pg_rows(r) - at : 0;
        kafka_producer_close(p.producer);
        codec_close(p.codec);
        registry_close(p.registry);
        free(p.unexplained);
        pg_free(r);
        return fault;
}
