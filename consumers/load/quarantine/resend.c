/* SPDX-License-Identifier: Apache-2.0
 *
 * resend.c - portion by portion, so that there may be any number of them.
 *
 * A topic that takes less than a batch refuses the whole of it (kafka_producer_open_for()). So: from the
 * first refusal on batches have one message; what is refused then is too large itself, and stays aside.
 */
#include "consumers/load/quarantine/resend.h"

#include "consumers/load/quarantine/quarantine.h"
#include "core/base/event.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/wire/codec.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>

enum { PORTION = 200, FLUSH_MS = 30000, STEP_MS = 50, STOP_MS = 3000 };

struct resending {
        const struct conf *conf;
        struct kafka_producer *producer;
        int wait_s;
        bool one_by_one, refused; /* batches have one message; a batch of several was refused */
        enum row_state { WAITS, ON_ITS_WAY, CONFIRMED, TOO_LARGE, LOST } state[PORTION]; /* of the portion */
        int64_t too_large;                                                               /* of all portions */
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
        s->refused |= fault == RETRY;
        s->state[number] = fault == OK       ? CONFIRMED
                           : fault == RETRY  ? WAITS
                           : fault == POISON ? TOO_LARGE
                                             : LOST;
}

static enum fault open_client(struct resending *s, struct err *e)
{
        const struct kafka_sending how = {.batch_most = s->one_by_one ? 1 : 0};
        kafka_producer_close(s->producer);
        if (kafka_producer_open_for(&s->producer, s->conf, &how, on_delivered, s, e) != OK)
                return e->kind;
        return kafka_producer_topic(s->producer, conf_text(s->conf, "topic.status"), s->wait_s, e);
}

static int count(const struct resending *s, int n, enum row_state state)
{
        int found = 0;
        for (int row = 0; row < n; row++)
                found += s->state[row] == state;
        return found;
}

/* The state is set first, since a delivery may be reported from within. */
static enum fault send_row(struct resending *s, const struct pg_result *r, int row, struct err *e)
{
        const struct text key = pg_get_text(r, row, COL_quarantine_of_paused_key),
                          value = pg_get_text(r, row, COL_quarantine_of_paused_value);
        struct kafka_header *headers;
        const size_t header_n =
                kafka_headers_unpack(pg_get_text(r, row, COL_quarantine_of_paused_headers), &headers, 0);
        enum fault fault;
        s->state[row] = ON_ITS_WAY;
        while ((fault = kafka_send(s->producer, key, event_issuer(key), value.at, value.len, headers,
                                   header_n, (uint64_t)row, e)) == RETRY &&
               !stop_asked())
                kafka_serve(s->producer, STEP_MS);
        free(headers);
        if (fault != OK)
                s->state[row] = fault == POISON ? TOO_LARGE : WAITS;
        return fault == POISON ? OK : fault;
}

/* Sends the rows that wait, and waits until Kafka has answered for each. */
static enum fault send_waiting(struct resending *s, const struct pg_result *r, struct err *e)
{
        enum fault fault = OK;
        for (int row = 0; fault == OK && row < pg_rows(r); row++) {
                if (s->state[row] == WAITS)
                        fault = send_row(s, r, row, e);
        }
        for (int waited = 0; fault == OK && count(s, pg_rows(r), ON_ITS_WAY) > 0; waited += STEP_MS) {
                if (kafka_flush(s->producer, STEP_MS, e) != OK &&
                    waited >= (stop_asked() ? STOP_MS : FLUSH_MS))
                        fault = e->kind;
        }
        return fault;
}

static enum fault send_rows(struct resending *s, const struct pg_result *r, struct err *e)
{
        s->refused = false;
        for (int row = 0; row < pg_rows(r); row++)
                s->state[row] = WAITS;
        enum fault fault = send_waiting(s, r, e);
        if (fault == OK && s->refused) {
                s->one_by_one = true;
                fault = open_client(s, e);
                if (fault == OK)
                        fault = send_waiting(s, r, e);
        }
        if (fault == OK && count(s, pg_rows(r), LOST) > 0)
                fault = fail(e, FATAL, "Kafka did not take all messages");
        return fault;
}

/* Marks the rows that are confirmed. */
static enum fault mark(const struct resending *s, struct pg *pg, const struct pg_result *r, struct err *e)
{
        int64_t marked[PORTION];
        const int confirmed = count(s, pg_rows(r), CONFIRMED);
        if (confirmed == 0)
                return OK;
        pg_pipeline_begin(pg);
        for (int row = 0; row < pg_rows(r); row++) {
                const struct pg_param params[] = {
                        pg_text(pg_get_text(r, row, COL_quarantine_of_paused_topic)),
                        pg_int4((int32_t)pg_get_int(r, row, COL_quarantine_of_paused_partition)),
                        pg_int8(pg_get_int(r, row, COL_quarantine_of_paused_kafka_offset)),
                        pg_int8(pg_get_int(r, row, COL_quarantine_of_paused_checksum)), pg_bool(false)};
                if (s->state[row] == CONFIRMED)
                        pg_pipeline_add(pg, SQL_quarantine_replayed, params, 5);
        }
        return pg_pipeline_end(pg, marked, confirmed, e);
}

/* FATAL: it is paused again, so that all that is sent would be set aside again. */
static enum fault check_unpaused(struct pg *pg, int32_t source_id, struct err *e)
{
        const struct pg_param param = pg_int4(source_id);
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_source_paused, &param, 1, &r, e) != OK)
                return e->kind;
        const bool paused = pg_get_int(r, 0, COL_source_paused_paused) != 0;
        const struct text code = pg_get_text(r, 0, COL_source_paused_code);
        if (paused)
                fail(e, FATAL, "%.*s is paused again", (int)code.len, code.at);
        pg_free(r);
        return paused ? FATAL : OK;
}

static enum fault find_bound(struct resending *s, struct pg *pg, int32_t source_id, struct err *e)
{
        const struct pg_param param = pg_int4(source_id);
        struct pg_result *r;
        if (pg_run(pg, SQL_quarantine_of_paused_before, &param, 1, &r, e) != OK)
                return e->kind;
        s->before = pg_get_instant(r, 0, COL_quarantine_of_paused_before_before);
        pg_free(r);
        return OK;
}

static enum fault read_portion(const struct resending *s, struct pg *pg, int32_t source_id,
                               struct pg_result **r, struct err *e)
{
        const struct pg_param params[] = {pg_int4(source_id), pg_instant(s->before),
                                          pg_text(s->topic),  pg_int4(s->partition),
                                          pg_int8(s->offset), pg_int8(s->checksum),
                                          pg_int4(PORTION),   pg_int4(QUARANTINE_PORTION_BYTES)};
        return pg_run_prepared(pg, SQL_quarantine_of_paused, params, 8, r, e);
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

/* *n: how many the portion had. What Kafka has confirmed of it is marked, also after a fault of Kafka. */
static enum fault send_portion(struct resending *s, struct pg *pg, int32_t source_id, int *n, int64_t *sent,
                               struct err *e)
{
        struct pg_result *r;
        struct err unmarked;
        if (check_unpaused(pg, source_id, e) != OK || read_portion(s, pg, source_id, &r, e) != OK)
                return e->kind;
        *n = pg_rows(r);
        enum fault fault = send_rows(s, r, e);
        if (mark(s, pg, r, fault == OK ? e : &unmarked) == OK)
                *sent += count(s, *n, CONFIRMED);
        else if (fault == OK)
                fault = e->kind;
        s->too_large += count(s, *n, TOO_LARGE);
        if (fault == OK && *n)
                go_on_behind(s, r);
        else
                pg_free(r);
        return fault;
}

/* A fault, unless nothing is left. `fault` and *e: by which it ended. */
static enum fault tell_left(const struct resending *s, struct pg *pg, int32_t source_id, enum fault fault,
                            struct err *e)
{
        const struct pg_param params[] = {pg_int4(source_id), pg_instant(s->before)};
        struct pg_result *r;
        struct err unknown;
        if (pg_run(pg, SQL_quarantine_of_paused_left, params, 2, &r, fault == OK ? e : &unknown) != OK)
                return fault == OK ? e->kind : fault;
        const int64_t left = pg_get_int(r, 0, COL_quarantine_of_paused_left_messages);
        const struct text code = pg_get_text(r, 0, COL_quarantine_of_paused_left_code);
        const struct err by = *e;
        if (left > 0 && (fault != OK || left > s->too_large))
                fault = fail(e, fault == OK ? RETRY : fault,
                             "%.250s: %" PRId64 " messages of %.*s are left, and stay set aside: `hentra "
                             "source resume %.*s` goes on with them",
                             fault == OK ? "it was stopped" : by.text, left, (int)code.len, code.at,
                             (int)code.len, code.at);
        else if (left > 0)
                fault = fail(e, FATAL,
                             "%" PRId64 " messages of %.*s are larger than the topic takes "
                             "(max.message.bytes), and stay set aside: `hentra source resume %.*s` sends "
                             "them once it takes more; all others were sent",
                             left, (int)code.len, code.at, (int)code.len, code.at);
        pg_free(r);
        return fault;
}

enum fault resend_paused(struct pg *pg, const struct conf *conf, int32_t source_id, int wait_s, int64_t *sent,
                         struct err *e)
{
        struct resending s = {.conf = conf, .wait_s = wait_s, .topic = TEXT(""), .partition = -1};
        int n = PORTION;
        enum fault fault = find_bound(&s, pg, source_id, e);
        if (fault != OK)
                return fault;
        fault = check_unpaused(pg, source_id, e);
        if (fault == OK)
                fault = open_client(&s, e);
        while (fault == OK && n > 0 && !stop_asked())
                fault = send_portion(&s, pg, source_id, &n, sent, e);
        kafka_producer_close(s.producer);
        pg_free(s.last);
        return tell_left(&s, pg, source_id, fault, e);
}
