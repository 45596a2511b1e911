/* SPDX-License-Identifier: Apache-2.0
 *
 * resend.c - portion by portion, so that there may be any number of them.
 */
#include "consumers/load/quarantine/resend.h"

#include "core/base/event.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/wire/codec.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum { PORTION = 200, FLUSH_MS = 30000, ROOM_MS = 50 };

struct resending {
        struct kafka_producer *producer;
        int64_t lost;
        micros before; /* what was set aside from then on is of another pause */
        /* The row behind which the next portion begins. */
        struct text topic;
        int32_t partition;
        int64_t offset, checksum;
        struct pg_result *last; /* holds `topic` */
};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct resending *s = context;
        (void)number;
        s->lost += fault != OK;
}

static enum fault send_row(struct resending *s, const struct pg_result *r, int row, struct err *e)
{
        const struct text key = pg_get_text(r, row, COL_quarantine_of_paused_key),
                          value = pg_get_text(r, row, COL_quarantine_of_paused_value);
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_of_paused_headers), &headers, 0);
        enum fault fault;
        while ((fault = kafka_send(s->producer, key, event_issuer(key), value.at, value.len, headers,
                                   header_n, 0, e)) == RETRY &&
               !stop_asked())
                kafka_serve(s->producer, ROOM_MS);
        free(headers);
        return fault;
}

static enum fault mark(struct pg *pg, const struct pg_result *r, struct err *e)
{
        int64_t marked[PORTION];
        pg_pipeline_begin(pg);
        for (int row = 0; row < pg_rows(r); row++) {
                const struct pg_param params[] = {
                        pg_text(pg_get_text(r, row, COL_quarantine_of_paused_topic)),
                        pg_int4((int32_t)pg_get_int(r, row, COL_quarantine_of_paused_partition)),
                        pg_int8(pg_get_int(r, row, COL_quarantine_of_paused_kafka_offset)),
                        pg_int8(pg_get_int(r, row, COL_quarantine_of_paused_checksum))};
                pg_pipeline_add(pg, SQL_quarantine_replayed, params, 4);
        }
        return pg_pipeline_end(pg, marked, pg_rows(r), e);
}

/* FATAL: it is paused again, so that all that is sent would be set aside again. *now is the database's. */
static enum fault check_unpaused(struct pg *pg, int32_t source_id, micros *now, struct err *e)
{
        const struct pg_param param = pg_int4(source_id);
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_source_paused, &param, 1, &r, e) != OK)
                return e->kind;
        const bool paused = pg_get_int(r, 0, COL_source_paused_paused) != 0;
        const struct text code = pg_get_text(r, 0, COL_source_paused_code);
        *now = pg_get_instant(r, 0, COL_source_paused_now);
        if (paused)
                fail(e, FATAL,
                     "%.*s is paused again: what is left stays set aside until `hentra source resume`",
                     (int)code.len, code.at);
        pg_free(r);
        return paused ? FATAL : OK;
}

static enum fault read_portion(const struct resending *s, struct pg *pg, int32_t source_id,
                               struct pg_result **r, struct err *e)
{
        const struct pg_param params[] = {pg_int4(source_id),    pg_instant(s->before), pg_text(s->topic),
                                          pg_int4(s->partition), pg_int8(s->offset),    pg_int8(s->checksum),
                                          pg_int4(PORTION)};
        return pg_run_prepared(pg, SQL_quarantine_of_paused, params, 7, r, e);
}

/* The next portion begins behind the last row of this one. */
static void go_on_behind(struct resending *s, struct pg_result *r)
{
        const int row = pg_rows(r) - 1;
        s->topic = pg_get_text(r, row, COL_quarantine_of_paused_topic);
        s->partition = (int32_t)pg_get_int(r, row, COL_quarantine_of_paused_partition);
        s->offset = pg_get_int(r, row, COL_quarantine_of_paused_kafka_offset);
        s->checksum = pg_get_int(r, row, COL_quarantine_of_paused_checksum);
        pg_free(s->last);
        s->last = r;
}

/* *n: how many the portion had. */
static enum fault send_portion(struct resending *s, struct pg *pg, int32_t source_id, int *n, struct err *e)
{
        struct pg_result *r;
        micros now;
        if (check_unpaused(pg, source_id, &now, e) != OK || read_portion(s, pg, source_id, &r, e) != OK)
                return e->kind;
        enum fault fault = OK;
        *n = pg_rows(r);
        for (int row = 0; fault == OK && row < *n; row++)
                fault = send_row(s, r, row, e);
        if (fault == OK && *n)
                fault = kafka_flush(s->producer, FLUSH_MS, e);
        if (fault == OK && s->lost)
                fault = fail(e, FATAL,
                             "Kafka did not take all messages: those that are left wait for "
                             "`hentra source resume`");
        if (fault == OK && *n)
                fault = mark(pg, r, e);
        if (fault == OK && *n)
                go_on_behind(s, r);
        else
                pg_free(r);
        return fault;
}

enum fault resend_paused(struct pg *pg, const struct conf *conf, int32_t source_id, int wait_s, int64_t *sent,
                         struct err *e)
{
        struct resending s = {.topic = TEXT(""), .partition = -1};
        int n = PORTION;
        enum fault fault = check_unpaused(pg, source_id, &s.before, e);
        if (fault == OK)
                fault = kafka_producer_open(&s.producer, conf, on_delivered, &s, e);
        if (fault == OK)
                fault = kafka_producer_topic(s.producer, conf_text(conf, "topic.status"), wait_s, e);
        while (fault == OK && n == PORTION && !stop_asked()) {
                fault = send_portion(&s, pg, source_id, &n, e);
                *sent += fault == OK ? n : 0;
        }
        kafka_producer_close(s.producer);
        pg_free(s.last);
        return fault;
}
