/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine.c - writing culprits, and relaying them.
 */
#include "consumers/load/quarantine.h"

#include "consumers/load/position.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum { RELAY_WAIT_S = 10, RELAY_FLUSH_MS = 30000, RELAY_ROWS = 100 };

void culprit_blame(struct culprit *x, const char *reason)
{
        snprintf(x->reason, sizeof(x->reason), "%s", reason);
        /* Cut, it may end within a character, which the warehouse would refuse. */
        if (!text_check(text_of(x->reason)))
                return;
        for (char *at = x->reason; *at; at++)
                *at = (unsigned char)*at < 0x80 ? *at : '?';
}

void culprits_add(struct culprits *c, const struct kafka_message *m, const char *reason)
{
        if (c->n == c->capacity) {
                c->capacity = c->capacity ? c->capacity * 2 : 16;
                c->of = need_realloc(c->of, c->capacity * sizeof(*c->of));
        }
        struct culprit *x = &c->of[c->n++];
        *x = (struct culprit){
                .partition = m->partition,
                .offset = m->offset,
                .timestamp_ms = m->timestamp_ms,
                .checksum = message_checksum(m),
                .has_key = m->key != NULL,
                .has_value = m->value != NULL,
                .key_len = m->key_len,
                .value_len = m->value_len,
        };
        culprit_blame(x, reason);
        x->key_at = c->bytes.len;
        bytes_add(&c->bytes, m->key, m->key_len);
        x->value_at = c->bytes.len;
        bytes_add(&c->bytes, m->value, m->value_len);
}

void culprits_clear(struct culprits *c)
{
        c->n = 0;
        bytes_clear(&c->bytes);
}

void culprits_free(struct culprits *c)
{
        free(c->of);
        bytes_free(&c->bytes);
        *c = (struct culprits){0};
}

/* An empty value is not a missing one: give libpq an address for it. */
static struct pg_param blob(const struct culprits *c, bool present, size_t at, size_t len)
{
        return pg_bytea(!present ? NULL : len ? (const void *)(c->bytes.at + at) : "", len);
}

enum fault quarantine_write(struct pg *pg, const char *topic, const struct culprits *c, struct err *e)
{
        for (size_t i = 0; i < c->n; i++) {
                const struct culprit *x = &c->of[i];
                const struct pg_param params[] = {
                        pg_text(text_of(topic)),
                        pg_int4(x->partition),
                        pg_int8(x->offset),
                        pg_int8(x->checksum),
                        pg_text(text_of(x->reason)),
                        blob(c, x->has_key, x->key_at, x->key_len),
                        blob(c, x->has_value, x->value_at, x->value_len),
                        pg_instant(x->timestamp_ms >= 0 ? x->timestamp_ms * 1000 : NO_TIME),
                };
                if (pg_run(pg, SQL_quarantine_add, params, 8, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

struct relay {
        struct kafka_producer *producer;
        int64_t lost;
        bool too_large[RELAY_ROWS];
};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct relay *l = context;
        if (fault == POISON)
                l->too_large[number] = true;
        else
                l->lost += fault != OK;
}

static enum fault send_row(struct relay *l, const struct pg_result *r, int row, bool whole, struct err *e)
{
        char partition[16], offset[32];
        const struct text topic = pg_get_text(r, row, 0), reason = pg_get_text(r, row, 4);
        const struct text key = pg_get_text(r, row, 5),
                          value = whole ? pg_get_text(r, row, 6) : (struct text){0};
        const int pn = snprintf(partition, sizeof(partition), "%lld", (long long)pg_get_int(r, row, 1));
        const int on = snprintf(offset, sizeof(offset), "%lld", (long long)pg_get_int(r, row, 2));
        const struct kafka_header headers[] = {
                {"__connect.errors.topic", topic.at, topic.len},
                {"__connect.errors.partition", partition, (size_t)pn},
                {"__connect.errors.offset", offset, (size_t)on},
                {"__connect.errors.exception.message", reason.at, reason.len},
        };
        enum fault fault;
        while ((fault = kafka_send(l->producer, key, key, value.at, value.len, headers, 4, (uint64_t)row,
                                   e)) == RETRY)
                kafka_serve(l->producer, 50);
        return fault;
}

/* All rows whole, or those that were too large without their values: these stay in the warehouse, and the headers say
 * where. */
static enum fault send_rows(struct relay *l, const struct pg_result *r, bool whole, struct err *e)
{
        for (int i = 0; i < pg_rows(r); i++) {
                if (!whole && !l->too_large[i])
                        continue;
                l->too_large[i] = false;
                const enum fault fault = send_row(l, r, i, whole, e);
                if (fault == POISON)
                        l->too_large[i] = true;
                else if (fault != OK)
                        return fault;
        }
        return kafka_flush(l->producer, RELAY_FLUSH_MS, e);
}

static enum fault relay_rows(struct relay *l, struct pg *pg, const struct pg_result *r, struct err *e)
{
        l->lost = 0;
        if (send_rows(l, r, true, e) != OK || send_rows(l, r, false, e) != OK)
                return e->kind;
        for (int i = 0; i < pg_rows(r); i++)
                l->lost += l->too_large[i];
        if (l->lost)
                return fail(e, RETRY, "the dead-letter topic did not take %lld messages", (long long)l->lost);
        for (int i = 0; i < pg_rows(r); i++) {
                const struct pg_param params[] = {pg_text(pg_get_text(r, i, 0)),
                                                  pg_int4((int32_t)pg_get_int(r, i, 1)),
                                                  pg_int8(pg_get_int(r, i, 2)), pg_int8(pg_get_int(r, i, 3))};
                if (pg_run(pg, SQL_quarantine_relayed, params, 4, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

enum fault quarantine_relay(struct pg *pg, const struct conf *conf, int64_t *relayed, struct err *e)
{
        struct relay l = {0};
        enum fault fault = OK;
        *relayed = 0;
        for (bool more = true; more && fault == OK;) {
                const struct pg_param most = pg_int4(RELAY_ROWS);
                struct pg_result *r = NULL;
                if (pg_run(pg, SQL_quarantine_unrelayed, &most, 1, &r, e) != OK) {
                        fault = e->kind;
                        break;
                }
                more = pg_rows(r) > 0;
                if (more && !l.producer) {
                        fault = kafka_producer_open(&l.producer, conf, on_delivered, &l, e);
                        if (fault == OK)
                                fault = kafka_producer_topic(l.producer, conf_text(conf, "topic.dead_letter"),
                                                             RELAY_WAIT_S, e);
                }
                if (more && fault == OK)
                        fault = relay_rows(&l, pg, r, e);
                *relayed += fault == OK ? pg_rows(r) : 0;
                pg_free(r);
        }
        kafka_producer_close(l.producer);
        return fault;
}
