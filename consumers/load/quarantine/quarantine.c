/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine.c - a culprit as a row of the quarantine, and as a message of the dead-letter topic.
 */
#include "consumers/load/quarantine/quarantine.h"

#include "consumers/warehouse/position.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_reason(struct culprit *x, const char *reason)
{
        snprintf(x->reason, sizeof(x->reason), "%s", reason);
        /* Cut, it may end within a character, which the warehouse would refuse. */
        if (!text_check(text_of(x->reason)))
                return;
        for (char *at = x->reason; *at; at++)
                *at = (unsigned char)*at < 0x80 ? *at : '?';
}

void culprit_refused(struct culprit *x, const char *reason)
{
        x->cause = CULPRIT_REFUSED;
        set_reason(x, reason);
}

size_t culprits_by(const struct culprits *c, enum culprit_cause cause)
{
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++)
                n += c->of[i].cause == cause;
        return n;
}

struct culprit *culprits_add(struct culprits *c, const struct kafka_message *m, enum culprit_cause cause,
                             uint32_t source, const char *reason)
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
                .cause = cause,
                .source = source,
        };
        set_reason(x, reason);
        x->key_at = c->bytes.len;
        bytes_add(&c->bytes, m->key, m->key_len);
        x->value_at = c->bytes.len;
        bytes_add(&c->bytes, m->value, m->value_len);
        x->headers_at = c->bytes.len;
        kafka_headers_pack(m, &c->bytes);
        x->headers_len = c->bytes.len - x->headers_at;
        return x;
}

size_t culprits_bytes(const struct culprits *c)
{
        return c->bytes.len + c->n * sizeof(*c->of);
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
                        blob(c, x->headers_len > 0, x->headers_at, x->headers_len),
                        x->source ? pg_int4((int32_t)x->source) : (struct pg_param){.type = PG_INT4},
                        pg_int4(x->cause),
                };
                struct pg_result *r;
                /* Prepared: of a paused source there may be very many. */
                if (pg_run_prepared(pg, SQL_quarantine_add, params, 11, &r, e) != OK)
                        return e->kind;
                pg_free(r);
        }
        return OK;
}

enum fault quarantine_send(struct kafka_producer *producer, const struct pg_result *r, int row, bool whole,
                           struct err *e)
{
        char partition[16], offset[32];
        const struct text topic = pg_get_text(r, row, COL_quarantine_unrelayed_topic),
                          reason = pg_get_text(r, row, COL_quarantine_unrelayed_reason);
        const struct text key = pg_get_text(r, row, COL_quarantine_unrelayed_key),
                          value = whole ? pg_get_text(r, row, COL_quarantine_unrelayed_value)
                                        : (struct text){0};
        const int pn = snprintf(partition, sizeof(partition), "%lld",
                                (long long)pg_get_int(r, row, COL_quarantine_unrelayed_partition));
        const int on = snprintf(offset, sizeof(offset), "%lld",
                                (long long)pg_get_int(r, row, COL_quarantine_unrelayed_kafka_offset));
        const struct kafka_header about[] = {
                {"__connect.errors.topic", topic.at, topic.len},
                {"__connect.errors.partition", partition, (size_t)pn},
                {"__connect.errors.offset", offset, (size_t)on},
                {"__connect.errors.exception.message", reason.at, reason.len},
        };
        enum { ABOUT = sizeof(about) / sizeof(about[0]) };
        struct kafka_header *headers;
        const size_t own = kafka_headers_unpack(whole ? pg_get_text(r, row, COL_quarantine_unrelayed_headers)
                                                      : (struct text){0},
                                                &headers, ABOUT);
        memcpy(headers + own, about, sizeof(about));
        const enum fault fault =
                kafka_send(producer, key, key, value.at, value.len, headers, own + ABOUT, (uint64_t)row, e);
        free(headers);
        return fault;
}
